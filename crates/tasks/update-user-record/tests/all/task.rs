//! The state `update-user-record` on in-memory ports.

use serde_json::to_value;
use update_user_record::UpdateUserRecord;
use usher_domain::ports::{FindUser, LeaseUser};
use usher_domain::terms::AcceptedTerms;
use usher_domain::update::Lease;
use usher_domain::{Revocations, User};
use usher_testkit::in_memory::Users;
use usher_testkit::world::World;
use usher_testkit::{events, fixtures};

/// A world in which the update of the event has the lease on Ada's record.
async fn leased() -> World {
    let world = World::default();
    let by = events::event("tasks/update-user-record")["held_by"].as_str().unwrap().to_owned();
    world.users.lease(&fixtures::ada().id, &Lease { by, from: fixtures::NOW }).await.unwrap();
    world
}

async fn refusal(users: &Users, event: &str) -> Option<&'static str> {
    let task = UpdateUserRecord { users: users.clone() };
    events::outcome(&task, events::event(event)).await.err().map(|error| error.name())
}

#[tokio::test]
async fn record_is_updated_and_old_address_is_free() {
    let world = leased().await;
    let task = UpdateUserRecord { users: world.users.clone() };
    for _ in 0..2 {
        let given = events::outcome(&task, events::event("tasks/update-user-record")).await.unwrap();
        assert_eq!(to_value(given).unwrap(), events::event("tasks/update-user-record")["to"]);
        let record = world.ada().await.record;
        assert_eq!((record.email.as_str(), record.full_name.unwrap().as_str()), ("ada.king@example.com", "Ada King"));
        assert_eq!(world.users.by_email(&fixtures::ada().email).await.unwrap(), None);
    }
}

#[tokio::test]
async fn attributes_outside_the_message_stay() {
    let accepted_terms = Some(AcceptedTerms { versions: fixtures::terms().versions(), accepted_at: fixtures::NOW });
    let ada = User { accepted_terms, revocations: Revocations::of_all(fixtures::NOW), ..fixtures::ada() };
    let world = World { users: Users::of([ada.clone()]), ..World::default() };
    let by = events::event("tasks/update-user-record")["held_by"].as_str().unwrap().to_owned();
    world.users.lease(&ada.id, &Lease { by, from: fixtures::NOW }).await.unwrap();
    assert_eq!(refusal(&world.users, "tasks/update-user-record").await, None);
    let after = world.ada().await.record;
    assert_eq!((after.accepted_terms, after.revocations), (ada.accepted_terms, ada.revocations));
    assert_eq!((after.user_type, after.created_at), (ada.user_type, ada.created_at));
}

#[tokio::test]
async fn refused_event_changes_nothing() {
    let world = leased().await;
    let before = world.ada().await;
    for (event, name) in [
        ("tasks/update-user-record-not-held", "UpdateUnderWay"),
        ("tasks/update-user-record-taken", "EmailTaken"),
        ("tasks/update-user-record-malformed", "MalformedMessage"),
        ("tasks/update-user-record-revoked-meanwhile", "UpdateUnderWay"),
        ("tasks/update-user-record-bad-session", "MalformedMessage"),
    ] {
        assert_eq!(refusal(&world.users, event).await, Some(name));
        assert_eq!(world.ada().await, before, "{event}");
    }
    assert_eq!(refusal(&world.users.clone().breaking(), "tasks/update-user-record").await, Some("Unavailable"));
    assert_eq!(world.ada().await, before);
}

#[tokio::test]
async fn record_without_a_lease_is_not_changed() {
    let world = World::default();
    assert_eq!(refusal(&world.users, "tasks/update-user-record").await, Some("UpdateUnderWay"));
}

#[tokio::test]
async fn new_address_revokes_all_sessions_but_the_kept_one() {
    let world = leased().await;
    let other = world.identities.session(&fixtures::ada().id).claims;
    assert_eq!(refusal(&world.users, "tasks/update-user-record-revoking").await, None);
    assert!(world.is_signed_in(&fixtures::claims(&fixtures::ada(), &fixtures::session_id())).await);
    assert!(!world.is_signed_in(&other).await);
}

#[tokio::test]
async fn rollback_revokes_nothing() {
    let world = leased().await;
    let before = world.ada().await.record.revocations;
    assert_eq!(refusal(&world.users, "tasks/update-user-record").await, None);
    assert_eq!(world.ada().await.record.revocations, before);
}
