//! The state `delete-identity` on in-memory ports.

use delete_identity::DeleteIdentityTask;
use usher_testkit::in_memory::Identities;
use usher_testkit::{events, fixtures};

/// A pool with an identity of Ada's that the registration of this id made.
fn pool(key_id: &str) -> Identities {
    Identities::of(&fixtures::registration(key_id), &fixtures::ada()).0
}

#[tokio::test]
async fn run_twice_it_removes_what_this_registration_made() {
    let event = events::event("tasks/delete-identity");
    let task = DeleteIdentityTask { identities: pool(event["password"]["key_id"].as_str().unwrap()) };
    for _ in 0..2 {
        events::outcome(&task, event.clone()).await.unwrap();
        assert_eq!(task.identities.count(), 0);
    }
}

#[tokio::test]
async fn what_another_registration_made_stays() {
    let task = DeleteIdentityTask { identities: pool("another") };
    events::outcome(&task, events::event("tasks/delete-identity")).await.unwrap();
    assert_eq!(task.identities.count(), 1);
}

#[tokio::test]
async fn an_input_that_cannot_be_read_is_refused_by_name() {
    let task = DeleteIdentityTask { identities: Identities::default() };
    let refused = events::outcome(&task, events::event("tasks/delete-identity-unreadable")).await.unwrap_err();
    assert_eq!(refused.name(), "InvalidInput");
}
