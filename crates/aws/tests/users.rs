//! What user records make of answers that the emulator never gives: a write meets a transaction on the same rows.

#![cfg(feature = "dynamodb")]
#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

use serde_json::json;
use usher_aws::Users;
use usher_domain::ports::{CreateUser, CreateUserRefusal, HideUser};
use usher_testkit::fixtures;

use crate::canned::{Answer, Server};

mod canned;

fn users(table: &Server) -> Users {
    Users::new(&table.connection(), "Users".to_owned())
}

fn written() -> Answer {
    (200, "{}".to_owned())
}

/// A transaction was cancelled for these reasons.
fn cancelled(codes: &[&str]) -> Answer {
    let reasons: Vec<_> = codes.iter().map(|code| json!({ "Code": code })).collect();
    let kind = "com.amazonaws.dynamodb.v20120810#TransactionCanceledException";
    (400, json!({ "__type": kind, "CancellationReasons": reasons }).to_string())
}

#[tokio::test]
async fn a_transaction_that_met_another_one_is_sent_again() {
    let conflict = || cancelled(&["None", "TransactionConflict", "None", "None"]);
    let (user, table) = (fixtures::ada(), Server::answering(vec![conflict(), conflict(), written()]));
    assert_eq!(users(&table).create(&user).await.unwrap(), user);
    assert_eq!(table.calls(), 3);
}

#[tokio::test]
async fn but_not_for_ever() {
    let table = Server::answering(vec![cancelled(&["TransactionConflict", "None", "None", "None"])]);
    assert!(matches!(users(&table).create(&fixtures::ada()).await, Err(CreateUserRefusal::Failed(_))));
    assert_eq!(table.calls(), 5);
}

#[tokio::test]
async fn what_is_taken_is_taken_whatever_else_was_in_the_way() {
    let taken = cancelled(&["TransactionConflict", "None", "ConditionalCheckFailed", "None"]);
    let table = Server::answering(vec![taken, written()]);
    assert!(matches!(users(&table).create(&fixtures::ada()).await, Err(CreateUserRefusal::AccountIdTaken)));
    assert_eq!(table.calls(), 1);
}

#[tokio::test]
async fn an_update_that_met_a_transaction_is_sent_again() {
    let conflict = json!({ "__type": "com.amazonaws.dynamodb.v20120810#TransactionConflictException" });
    let table = Server::answering(vec![(400, conflict.to_string()), written()]);
    assert!(users(&table).hide(&fixtures::ada().id, fixtures::NOW).await.is_ok());
    assert_eq!(table.calls(), 2);
}
