//! `DELETE /api/users/mfa/totp/{id}` with in-memory ports.

use admin_totp_delete::AdminTotpDelete;
use usher_domain::authenticator::Authenticator;
use usher_testkit::in_memory::{Identities, Users};
use usher_testkit::world::World;
use usher_testkit::{events, fixtures};

fn endpoint(world: &World) -> AdminTotpDelete<Identities, Users> {
    AdminTotpDelete { tokens: world.identities.clone(), users: world.users.clone() }
}

fn on() -> World {
    World::with_authenticator(Authenticator::On(fixtures::authenticator(&fixtures::ada().id)))
}

#[tokio::test]
async fn admin_turns_the_app_off() {
    let world = on();
    for time in ["first", "second"] {
        let (status, _) = events::answer(&endpoint(&world), &events::event("admin/totp-delete")).await;
        assert_eq!(status.as_u16(), 200, "{time}");
        assert_eq!(world.ada().await.record.authenticator, None, "{time}");
    }
}

#[tokio::test]
async fn others_get_403_and_change_nothing() {
    let world = on();
    let before = world.ada().await;
    for (case, expected) in [("own", 403), ("as-ada", 403), ("no-token", 401)] {
        let event = events::event(&format!("admin/totp-delete-{case}"));
        assert_eq!(events::answer(&endpoint(&world), &event).await.0.as_u16(), expected, "{case}");
    }
    assert_eq!(world.ada().await, before);
}

#[tokio::test]
async fn failed_write_leaves_the_app_on() {
    let world = on().breaking();
    let (status, _) = events::answer(&endpoint(&world), &events::event("admin/totp-delete")).await;
    assert_eq!(status.as_u16(), 500);
    assert!(world.ada().await.record.authenticator.is_some());
}
