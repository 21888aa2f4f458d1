//! The state `create-identity` on in-memory ports.

use create_identity::CreateIdentityTask;
use serde_json::{Value, json, to_value};
use usher_domain::ports::SignIn;
use usher_testkit::in_memory::{Identities, Seal};
use usher_testkit::{events, fixtures};

/// The event, with a password that this seal has encrypted.
fn event(seal: &Seal) -> Value {
    let sealed = seal.sealed(&fixtures::password());
    let mut event = events::event("tasks/create-identity");
    event["password"] = json!({ "key_id": sealed.key_id, "ciphertext": sealed.ciphertext });
    event
}

#[tokio::test]
async fn retry_creates_one_identity_that_can_sign_in() {
    let task = CreateIdentityTask { seal: Seal::default(), identities: Identities::default() };
    let event = event(&task.seal);
    let once = to_value(events::outcome(&task, event.clone()).await.unwrap()).unwrap();
    let twice = to_value(events::outcome(&task, event).await.unwrap()).unwrap();
    assert_eq!(once, twice);
    assert_eq!(task.identities.count(), 1);
    task.identities.sign_in(&fixtures::ada().email, &fixtures::password()).await.unwrap();
}

#[tokio::test]
async fn taken_address_is_refused() {
    let task = CreateIdentityTask { seal: Seal::default(), identities: Identities::default() };
    events::outcome(&task, event(&task.seal)).await.unwrap();
    let refused = events::outcome(&task, event(&task.seal)).await.unwrap_err();
    assert_eq!(refused.name(), "EmailTaken");
}

#[tokio::test]
async fn undecryptable_password_creates_no_identity() {
    let task = CreateIdentityTask { seal: Seal::default(), identities: Identities::default() };
    for (event, name) in
        [("tasks/create-identity-unsealed", "MalformedMessage"), ("tasks/create-identity", "Unavailable")]
    {
        let refused = events::outcome(&task, events::event(event)).await.unwrap_err();
        assert_eq!(refused.name(), name);
    }
    assert_eq!(task.identities.count(), 0);
}
