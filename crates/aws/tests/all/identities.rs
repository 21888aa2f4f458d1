//! Identities, with a response that the emulator never gives: a Cognito user whose name is not its `sub`.

use std::error::Error as _;

use serde_json::{Value, json};
use usher_aws::Identities;
use usher_domain::DomainError;
use usher_domain::ports::{CreateIdentity, DeleteIdentity, DescribeIdentity};
use usher_testkit::fixtures;

use crate::canned::{Answer, Server};

const REGISTRATION: &str = "6a1f0c1e-52b7-4d0e-9a44-0f3f3ad0c8a1";

fn pool(answers: Vec<Answer>) -> (Identities, Server) {
    let server = Server::answering(answers);
    (Identities::new(&server.connection(), "eu-west-1_pool".to_owned()), server)
}

fn attributes(sub: Option<&str>) -> Value {
    let mut attributes = vec![
        json!({ "Name": "email", "Value": "ada@example.com" }),
        json!({ "Name": "custom:registration_id", "Value": REGISTRATION }),
    ];
    attributes.extend(sub.map(|sub| json!({ "Name": "sub", "Value": sub })));
    Value::Array(attributes)
}

fn created(username: &str, sub: Option<&str>) -> Answer {
    (200, json!({ "User": { "Username": username, "Attributes": attributes(sub) } }).to_string())
}

fn found(username: &str, sub: Option<&str>) -> Answer {
    (200, json!({ "Username": username, "UserAttributes": attributes(sub), "Enabled": true }).to_string())
}

fn done() -> Answer {
    (200, "{}".to_owned())
}

fn cause(error: &DomainError) -> String {
    let failure = error.source().unwrap();
    format!("{failure}: {}", failure.source().unwrap())
}

async fn create(pool: &Identities) -> Result<String, String> {
    let made =
        pool.create(&fixtures::registration(REGISTRATION), &fixtures::ada().email, None, &fixtures::password()).await;
    made.map(|id| id.as_str().to_owned()).map_err(|error| cause(&error))
}

#[tokio::test]
async fn id_of_a_user_is_its_sub() {
    let ada = fixtures::ada().id;
    let (pool, _) = pool(vec![created(ada.as_str(), Some(ada.as_str())), done()]);
    assert_eq!(create(&pool).await.as_deref(), Ok(ada.as_str()));
}

#[tokio::test]
async fn user_name_other_than_the_sub_is_refused() {
    let (ada, grace) = (fixtures::ada().id, fixtures::grace().id);
    let another = || ("ada@example.com", Some(ada.as_str()), "its user name is not its sub");
    let ids = || (grace.as_str(), Some(ada.as_str()), "its user name is not its sub");
    let without = || (ada.as_str(), None, "it has no sub");
    for (username, sub, told) in [another(), ids(), without()] {
        let told = format!("identify a Cognito user: {told}");
        let (made, server) = pool(vec![created(username, sub), done()]);
        assert_eq!(create(&made).await, Err(told.clone()));
        assert_eq!(server.calls(), 1, "no password is set");
        let (known, _) = pool(vec![found(username, sub)]);
        assert_eq!(cause(&known.describe(&ada).await.unwrap_err()), told);
    }
}

#[tokio::test]
async fn retried_registration_refuses_it_too() {
    let exists = (400, json!({ "__type": "UsernameExistsException" }).to_string());
    let (pool, _) = pool(vec![exists, found("ada@example.com", Some(fixtures::ada().id.as_str())), done()]);
    assert_eq!(create(&pool).await, Err("identify a Cognito user: its user name is not its sub".to_owned()));
}

#[tokio::test]
async fn rollback_deletes_a_refused_user() {
    let (pool, server) = pool(vec![found("ada@example.com", Some(fixtures::ada().id.as_str())), done()]);
    pool.delete_made_by(&fixtures::registration(REGISTRATION), &fixtures::ada().email, None).await.unwrap();
    assert_eq!(server.calls(), 2);
}
