//! The state `delete-identity` on in-memory ports.

use delete_identity::DeleteIdentityTask;
use usher_testkit::in_memory::Identities;
use usher_testkit::{events, fixtures};

/// A pool with Ada's identity, created by the registration of this id.
fn pool(key_id: &str) -> Identities {
    Identities::of(&fixtures::registration(key_id), &fixtures::ada()).0
}

#[tokio::test]
async fn identity_of_the_registration_is_deleted() {
    let event = events::event("tasks/delete-identity");
    let task = DeleteIdentityTask { identities: pool(event["password"]["key_id"].as_str().unwrap()) };
    for _ in 0..2 {
        events::outcome(&task, event.clone()).await.unwrap();
        assert_eq!(task.identities.count(), 0);
    }
}

#[tokio::test]
async fn identity_of_another_registration_stays() {
    let task = DeleteIdentityTask { identities: pool("another") };
    events::outcome(&task, events::event("tasks/delete-identity")).await.unwrap();
    assert_eq!(task.identities.count(), 1);
}

#[tokio::test]
async fn malformed_input_is_refused() {
    let task = DeleteIdentityTask { identities: Identities::default() };
    let refused = events::outcome(&task, events::event("tasks/delete-identity-unreadable")).await.unwrap_err();
    assert_eq!(refused.name(), "MalformedMessage");
}
