//! What user records make of answers that the emulator never gives: a write meets a transaction on the same rows.

#![cfg(feature = "dynamodb")]
#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::{Value, json};
use usher_aws::Users;
use usher_domain::ports::{CreateUser, CreateUserRefusal, HideUser};
use usher_testkit::fixtures;

mod canned;

/// User records in a table that answers the first so many writes in this way, and then takes one.
fn users(refusals: usize, refusal: Value, writes: &Arc<AtomicUsize>) -> Users {
    let writes = Arc::clone(writes);
    let endpoint = canned::serve(move |_| match writes.fetch_add(1, Ordering::Relaxed) {
        write if write < refusals => (400, refusal.to_string()),
        _ => (200, "{}".to_owned()),
    });
    Users::new(&canned::connection(&endpoint), "Users".to_owned())
}

/// A transaction was cancelled for these reasons.
fn cancelled(codes: &[&str]) -> Value {
    let reasons: Vec<_> = codes.iter().map(|code| json!({ "Code": code })).collect();
    json!({ "__type": "com.amazonaws.dynamodb.v20120810#TransactionCanceledException", "CancellationReasons": reasons })
}

#[tokio::test]
async fn a_transaction_that_met_another_one_is_sent_again() {
    let (user, writes) = (fixtures::ada(), Arc::default());
    let users = users(2, cancelled(&["None", "TransactionConflict", "None", "None"]), &writes);
    assert_eq!(users.create(&user).await.unwrap(), user);
    assert_eq!(writes.load(Ordering::Relaxed), 3);
}

#[tokio::test]
async fn but_not_for_ever() {
    let writes = Arc::default();
    let users = users(usize::MAX, cancelled(&["TransactionConflict", "None", "None", "None"]), &writes);
    assert!(matches!(users.create(&fixtures::ada()).await, Err(CreateUserRefusal::Failed(_))));
    assert_eq!(writes.load(Ordering::Relaxed), 5);
}

#[tokio::test]
async fn what_is_taken_is_taken_whatever_else_was_in_the_way() {
    let writes = Arc::default();
    let users = users(1, cancelled(&["TransactionConflict", "None", "ConditionalCheckFailed", "None"]), &writes);
    assert!(matches!(users.create(&fixtures::ada()).await, Err(CreateUserRefusal::AccountIdTaken)));
    assert_eq!(writes.load(Ordering::Relaxed), 1);
}

#[tokio::test]
async fn an_update_that_met_a_transaction_is_sent_again() {
    let conflict = json!({ "__type": "com.amazonaws.dynamodb.v20120810#TransactionConflictException" });
    let writes = Arc::default();
    let users = users(1, conflict, &writes);
    assert!(users.hide(&fixtures::ada().id, fixtures::NOW).await.is_ok());
    assert_eq!(writes.load(Ordering::Relaxed), 2);
}
