//! The state `set-password` on in-memory ports.

use set_password::SetPasswordTask;
use usher_domain::ports::SignIn;
use usher_testkit::world::World;
use usher_testkit::{events, fixtures};

async fn refusal(world: &World, event: &str) -> Option<&'static str> {
    let task = SetPasswordTask { seal: world.seal.clone(), identities: world.identities.clone() };
    events::outcome(&task, events::event(event)).await.err().map(|error| error.name())
}

#[tokio::test]
async fn only_the_new_password_can_sign_in() {
    let world = World::default();
    for _ in 0..2 {
        assert_eq!(refusal(&world, "tasks/set-password").await, None);
        world.identities.sign_in(&fixtures::ada().email, &fixtures::new_password()).await.unwrap();
        assert!(!world.ada().await.has_first_password);
    }
    world.identities.sign_in(&fixtures::grace().email, &fixtures::password()).await.unwrap();
}

#[tokio::test]
async fn refused_event_changes_nothing() {
    let world = World::default();
    for (event, name) in [
        ("tasks/set-password-spent-key", "Unavailable"),
        ("tasks/set-password-unsealed", "MalformedMessage"),
        ("tasks/set-password-unknown", "UserNotFound"),
    ] {
        assert_eq!(refusal(&world, event).await, Some(name));
        assert!(world.ada().await.has_first_password, "{event}");
    }
}
