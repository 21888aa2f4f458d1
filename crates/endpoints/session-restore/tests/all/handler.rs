//! `POST /api/user/restore/` with in-memory ports.

use session_restore::SessionRestore;
use time::Duration;
use usher_domain::authenticator::{ActiveAuthenticator, Authenticator};
use usher_domain::ports::{BindLink, SignIn};
use usher_domain::restore::{Restoration, RestoreToken};
use usher_domain::{Email, User};
use usher_testkit::in_memory::{Links, UpdateUserWorkflow, Users};
use usher_testkit::world::{World, admin};
use usher_testkit::{events, fixtures};

type Endpoint = SessionRestore<Users, Links, UpdateUserWorkflow>;

fn endpoint(world: &World) -> Endpoint {
    SessionRestore { users: world.users.clone(), binder: world.links, update_user: world.update_user() }
}

fn old_email() -> Email {
    Email::parse("ada@old.example.com").unwrap()
}

async fn status(world: &World, case: &str) -> u16 {
    events::answer(&endpoint(world), &events::event(case)).await.0.as_u16()
}

/// A world with this record of Ada.
fn world_of(ada: User) -> World {
    World { users: Users::of([ada, fixtures::grace(), admin()]), ..World::default() }
}

#[tokio::test]
async fn owner_gets_address_and_sign_in_back_and_the_other_is_signed_out() {
    let world = World::default();
    let session = world.identities.session(&fixtures::ada().id).claims;
    assert_eq!(status(&world, "session/restore").await, 200);
    let ada = world.ada().await.record;
    assert_eq!((&ada.email, ada.has_verified_email()), (&old_email(), true));
    assert_eq!(ada.restored_at, Some(fixtures::NOW));
    assert!(!world.is_signed_in(&session).await);
    assert!(world.identities.sign_in(&old_email(), &fixtures::new_password()).await.is_ok());
}

#[tokio::test]
async fn restoration_voids_the_links_of_all_changes_before() {
    let world = World::default();
    assert_eq!(status(&world, "session/restore").await, 200);
    let before = world.ada().await;
    // The one that was used, and one of a change by the other since.
    let restoration =
        Restoration::of_change(fixtures::ada().id, fixtures::ada().email, fixtures::NOW - Duration::MINUTE);
    let signature = world.links.bind(&restoration.state()).await.unwrap();
    let token = RestoreToken { restoration, signature }.reveal();
    let body = serde_json::json!({ "token": token, "new_password": "taken back with a link" }).to_string();
    let event = events::with_body(events::event("session/restore"), &body);
    assert_eq!(events::answer(&endpoint(&world), &event).await.0, 400);
    assert_eq!(status(&world, "session/restore").await, 400);
    assert_eq!(world.ada().await, before);
}

#[tokio::test]
async fn refused_restoration_changes_nothing() {
    for case in ["expired", "forged", "malformed-token", "taken", "weak-password", "missing-fields", "broken-json"] {
        let world = World::default();
        let before = world.ada().await;
        assert_eq!(status(&world, &format!("session/restore-{case}")).await, 400, "{case}");
        assert_eq!(world.ada().await, before, "{case}");
    }
}

#[tokio::test]
async fn app_that_was_turned_on_since_is_off_and_an_older_one_stays() {
    for (confirmed_before, stays) in [(Duration::MINUTE, false), (Duration::DAY, true)] {
        let app = fixtures::authenticator(&fixtures::ada().id);
        let app = ActiveAuthenticator { confirmed_at: fixtures::NOW - confirmed_before, ..app };
        let world = world_of(User { authenticator: Some(Authenticator::On(app)), ..fixtures::ada() });
        assert_eq!(status(&world, "session/restore").await, 200);
        assert_eq!(world.ada().await.record.authenticator.is_some(), stays);
    }
}

#[tokio::test]
async fn erased_user_is_not_restored() {
    assert_eq!(status(&World::erasing_ada().await, "session/restore").await, 400);
}
