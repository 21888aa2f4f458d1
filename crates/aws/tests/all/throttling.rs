//! Throttled calls are `TooManyAttempts`, whatever the error code of the service.

use serde_json::json;
use usher_aws::{Identities, Mail, Pictures, Sessions, Users, Workflow, WorkflowError};
use usher_domain::ports::{
    CreateUser, CreateUserRefusal, FindUser, MailRemovalLink, ReadPicture, SignIn, UpdateIdentity,
};
use usher_domain::{DomainError, User};
use usher_testkit::fixtures;

use crate::canned::{Answer, Server};

fn error(status: u16, code: &str) -> Answer {
    (status, json!({ "__type": code }).to_string())
}

fn always(status: u16, code: &str) -> Server {
    Server::answering(vec![error(status, code)])
}

fn is_throttled<T>(outcome: &Result<T, DomainError>) -> bool {
    matches!(outcome, Err(DomainError::TooManyAttempts { .. }))
}

fn pool(aws: &Server) -> Identities {
    Identities::new(&aws.connection(), "pool".to_owned())
}

fn users(aws: &Server) -> Users {
    Users::new(&aws.connection(), "Users".to_owned())
}

#[tokio::test]
async fn throttled_cognito_is_too_many_attempts() {
    let (aws, ada) = (always(400, "TooManyRequestsException"), fixtures::ada());
    let sessions = Sessions::new(&aws.connection(), "pool".to_owned(), "client".to_owned());
    let pool = pool(&aws);
    let password = fixtures::password();
    let (updated, signed_in) = tokio::join!(pool.update(&ada, &ada), sessions.sign_in(&ada.email, &password));
    assert!(is_throttled(&updated) && is_throttled(&signed_in));
}

#[tokio::test]
async fn throttled_dynamodb_is_too_many_attempts() {
    for code in ["ThrottlingException", "ProvisionedThroughputExceededException", "RequestLimitExceeded"] {
        let aws = always(400, code);
        assert!(is_throttled(&users(&aws).by_id(&fixtures::ada().id).await), "{code}");
    }
}

#[tokio::test]
async fn throttled_transaction_is_too_many_attempts() {
    let reasons = json!([{ "Code": "None" }, { "Code": "ThrottlingError" }]);
    let body = json!({ "__type": "TransactionCanceledException", "CancellationReasons": reasons });
    let aws = Server::answering(vec![(400, body.to_string())]);
    let refused = users(&aws).create(&fixtures::ada()).await;
    assert!(matches!(refused, Err(CreateUserRefusal::Failed(DomainError::TooManyAttempts { .. }))));
    assert_eq!(aws.calls(), 5);
}

/// The first request may still take effect.
#[tokio::test]
async fn transaction_in_progress_is_unavailable() {
    let aws = always(400, "TransactionInProgressException");
    let refused = users(&aws).create(&fixtures::ada()).await;
    assert!(matches!(refused, Err(CreateUserRefusal::Failed(DomainError::Unavailable(_)))));
}

#[tokio::test]
async fn throttled_s3_ses_or_sfn_is_too_many_attempts() {
    let slow_down = "<Error><Code>SlowDown</Code></Error>".to_owned();
    let bucket = Server::answering(vec![(503, slow_down)]);
    let pictures = Pictures::new(&bucket.connection(), "files".to_owned());
    let ses = always(429, "TooManyRequestsException");
    let mail = Mail::new(&ses.connection(), "us@example.com".to_owned(), "removal".to_owned());
    let states = always(400, "ThrottlingException");
    let workflow = Workflow::new(&states.connection(), "arn".to_owned());
    let (picture, email) = (fixtures::picture(), fixtures::email());

    let (read, mailed, ran) =
        tokio::join!(pictures.read(&picture), mail.mail_link(&email, "https://example.com"), workflow.run("{}"));

    assert!(is_throttled(&read) && is_throttled(&mailed));
    assert!(matches!(ran, Err(WorkflowError::NotStarted(DomainError::TooManyAttempts { .. }))));
}

fn described(user: &User) -> Answer {
    let attributes = json!([
        { "Name": "email", "Value": user.email.as_str() },
        { "Name": "name", "Value": user.full_name.as_ref().unwrap().as_str() },
    ]);
    (200, json!({ "Username": user.id.as_str(), "UserAttributes": attributes }).to_string())
}

#[tokio::test]
async fn rollback_writes_only_what_differs() {
    let ada = fixtures::ada();
    let same = Server::answering(vec![described(&ada), error(400, "TooManyRequestsException")]);
    pool(&same).roll_back(&ada).await.unwrap();
    assert_eq!(same.calls(), 1);
    let other = Server::answering(vec![described(&fixtures::user()), (200, "{}".to_owned())]);
    pool(&other).roll_back(&ada).await.unwrap();
    assert_eq!(other.calls(), 2);
}
