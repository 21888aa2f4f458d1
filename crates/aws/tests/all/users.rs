//! User records, with responses that the emulator never gives: conflicts with a transaction on the same rows.

use serde_json::json;
use time::Duration;
use usher_aws::Users;
use usher_domain::ports::{ChangeUser, CreateUser, CreateUserRefusal, HideUser, RetireAdmin};
use usher_domain::update::RevokedByUpdate;
use usher_domain::{DomainError, User};
use usher_testkit::fixtures;

use crate::canned::{Answer, Server};

fn users(table: &Server) -> Users {
    Users::new(&table.connection(), "Users".to_owned())
}

fn success() -> Answer {
    (200, "{}".to_owned())
}

/// A transaction was canceled for these reasons.
fn canceled(codes: &[&str]) -> Answer {
    let reasons: Vec<_> = codes.iter().map(|code| json!({ "Code": code })).collect();
    let kind = "com.amazonaws.dynamodb.v20120810#TransactionCanceledException";
    (400, json!({ "__type": kind, "CancellationReasons": reasons }).to_string())
}

#[tokio::test]
async fn conflicting_transaction_is_retried() {
    let conflict = || canceled(&["None", "TransactionConflict", "None", "None"]);
    let (user, table) = (fixtures::ada(), Server::answering(vec![conflict(), conflict(), success()]));
    assert_eq!(users(&table).create(&user).await.unwrap(), user);
    assert_eq!(table.calls(), 3);
}

#[tokio::test]
async fn retries_of_a_transaction_are_limited() {
    let table = Server::answering(vec![canceled(&["TransactionConflict", "None", "None", "None"])]);
    assert!(matches!(users(&table).create(&fixtures::ada()).await, Err(CreateUserRefusal::Failed(_))));
    assert_eq!(table.calls(), 5);
}

#[tokio::test]
async fn taken_account_id_is_refused_despite_a_conflict() {
    let taken = canceled(&["TransactionConflict", "None", "ConditionalCheckFailed", "None"]);
    let table = Server::answering(vec![taken, success()]);
    assert!(matches!(users(&table).create(&fixtures::ada()).await, Err(CreateUserRefusal::AccountIdTaken)));
    assert_eq!(table.calls(), 1);
}

#[tokio::test]
async fn update_in_conflict_with_a_transaction_is_retried() {
    let conflict = json!({ "__type": "com.amazonaws.dynamodb.v20120810#TransactionConflictException" });
    let table = Server::answering(vec![(400, conflict.to_string()), success()]);
    assert!(users(&table).hide(&fixtures::ada().id, fixtures::NOW).await.is_ok());
    assert_eq!(table.calls(), 2);
}

/// A page of the index with these admins.
fn listed(admins: &[User]) -> Answer {
    let text = |text: &str| json!({ "S": text });
    let row = |admin: &User| {
        json!({
            "user_id": text(admin.id.as_str()), "number": { "N": admin.number.to_string() }, "type": { "N": "0" },
            "account_id": text(admin.account_id.as_str()), "email": text(admin.email.as_str()),
            "created_at": text("2026-11-22T12:00:00Z"), "updated_at": text("2026-11-22T12:00:00Z"),
        })
    };
    (200, json!({ "Items": admins.iter().map(row).collect::<Vec<_>>(), "Count": admins.len() }).to_string())
}

#[tokio::test]
async fn admin_in_the_index_may_be_gone() {
    let [leaving, gone, staying] = [fixtures::user(), fixtures::user(), fixtures::user()];
    let answers = vec![
        listed(&[leaving.clone(), gone, staying]),
        canceled(&["None", "ConditionalCheckFailed"]),
        canceled(&["TransactionConflict", "None"]),
        success(),
    ];
    let table = Server::answering(answers);
    users(&table).retire(&leaving.id, fixtures::NOW).await.unwrap();
    assert_eq!(table.calls(), 4);
}

#[tokio::test]
async fn index_is_read_again_before_refusing_the_last_admin() {
    let [leaving, staying] = [fixtures::user(), fixtures::user()];
    let table = Server::answering(vec![
        listed(std::slice::from_ref(&leaving)),
        listed(std::slice::from_ref(&staying)),
        success(),
    ]);
    users(&table).retire(&leaving.id, fixtures::NOW).await.unwrap();
    let table = Server::answering(vec![listed(std::slice::from_ref(&leaving))]);
    let refused = users(&table).retire(&leaving.id, fixtures::NOW).await;
    assert!(matches!(refused, Err(DomainError::LastAdmin)));
    assert_eq!(table.calls(), 2);
}

#[tokio::test]
async fn update_is_checked_for_an_earlier_effect_before_it_is_refused() {
    let failed = || canceled(&["ConditionalCheckFailed", "None", "None"]);
    let (before, kept) = (fixtures::ada(), Some(fixtures::session_id()));
    let same_millisecond = User { email: fixtures::email(), ..before.clone() };
    let later = User { updated_at: before.updated_at + Duration::SECOND, ..same_millisecond.clone() };
    let revoked = RevokedByUpdate { kept, version: 0 };
    for (answers, after, revoked, succeeds, calls) in [
        (vec![failed(), success()], &later, Some(&revoked), true, 2),
        (vec![failed()], &later, Some(&revoked), false, 2),
        (vec![failed(), success()], &same_millisecond, Some(&revoked), false, 1),
        (vec![failed(), success()], &later, None, false, 1),
    ] {
        let table = Server::answering(answers);
        let updated = users(&table).update(&before, after, "one", revoked).await;
        assert!(
            matches!((&updated, succeeds), (Ok(()), true) | (Err(DomainError::UpdateUnderWay), false)),
            "{updated:?}"
        );
        assert_eq!(table.calls(), calls);
    }
}
