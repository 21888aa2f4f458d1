//! The state `update-identity` on in-memory ports.

use update_identity::UpdateIdentityTask;
use usher_testkit::events;
use usher_testkit::world::World;

async fn refusal(world: &World, event: &str) -> Option<&'static str> {
    let task = UpdateIdentityTask { identities: world.identities.clone() };
    events::outcome(&task, events::event(event)).await.err().map(|error| error.name())
}

#[tokio::test]
async fn address_and_name_are_updated() {
    let world = World::default();
    for _ in 0..2 {
        assert_eq!(refusal(&world, "tasks/update-identity").await, None);
        let identity = world.ada().await.identity;
        assert_eq!(identity.email.as_str(), "ada.king@example.com");
        assert_eq!(identity.full_name.unwrap().as_str(), "Ada King");
    }
}

#[tokio::test]
async fn rollback_restores_address_and_name() {
    let world = World::default();
    let before = world.ada().await;
    assert_eq!(refusal(&world, "tasks/update-identity").await, None);
    for _ in 0..2 {
        assert_eq!(refusal(&world, "tasks/update-identity-rolls-back").await, None);
        assert_eq!(world.ada().await, before);
    }
}

#[tokio::test]
async fn refused_event_changes_nothing() {
    let world = World::default();
    let before = world.ada().await;
    for (event, name) in [
        ("tasks/update-identity-taken", "EmailTaken"),
        ("tasks/update-identity-unknown", "UserNotFound"),
        ("tasks/update-identity-malformed", "MalformedMessage"),
    ] {
        assert_eq!(refusal(&world, event).await, Some(name));
        assert_eq!(world.ada().await, before, "{event}");
    }
}

#[tokio::test]
async fn rollback_without_an_effect_writes_nothing() {
    let world = World::default().throttling();
    let before = world.ada().await;
    assert_eq!(refusal(&world, "tasks/update-identity").await, Some("TooManyAttempts"));
    let updates = world.identities.updates();
    assert_eq!(refusal(&world, "tasks/update-identity-rolls-back").await, None);
    assert_eq!((world.ada().await, world.identities.updates()), (before, updates));
}
