//! `POST /api/user/password/reset/confirm/` with in-memory ports.

use serde_json::{Value, json};
use session_reset_confirm::SessionResetConfirm;
use usher_domain::Password;
use usher_domain::ports::SignIn;
use usher_testkit::in_memory::{Links, MailedLinks, Seal, UpdateUserWorkflow, Users};
use usher_testkit::world::World;
use usher_testkit::{events, fixtures};

type Endpoint = SessionResetConfirm<Users, Links, MailedLinks, UpdateUserWorkflow>;

fn endpoint(world: &World) -> Endpoint {
    SessionResetConfirm {
        users: world.users.clone(),
        binder: world.links,
        links: world.mailed_links.clone(),
        update_user: world.update_user(),
    }
}

async fn answer(world: &World, event: &str) -> (u16, Value) {
    let (status, body) = events::answer(&endpoint(world), &events::event(event)).await;
    (status.as_u16(), body)
}

async fn signs_in(world: &World, password: &Password) -> bool {
    world.identities.sign_in(&fixtures::ada().email, password).await.is_ok()
}

#[tokio::test]
async fn new_password_revokes_all_sessions_and_verifies_the_address() {
    let world = World::default();
    let session = world.identities.session(&fixtures::ada().id);
    let told = json!({ "detail": "The new password has been saved." });
    assert_eq!(answer(&world, "session/reset-confirm").await, (200, told));
    assert!(signs_in(&world, &fixtures::new_password()).await && !signs_in(&world, &fixtures::password()).await);
    assert!(!world.is_signed_in(&session.claims).await);
    let ada = world.ada().await;
    assert!(ada.record.has_verified_email() && ada.identity.email_verified);
}

#[tokio::test]
async fn token_works_once() {
    let world = World::default();
    assert_eq!(answer(&world, "session/reset-confirm").await.0, 200);
    let (status, body) = answer(&world, "session/reset-confirm").await;
    assert_eq!((status, body["token"].is_array()), (400, true), "{body}");
}

#[tokio::test]
async fn refused_token_changes_nothing() {
    let world = World::default();
    let before = world.ada().await;
    for case in ["wrong-token", "expired", "malformed-token", "missing-fields", "wrong-type", "broken-json"] {
        let (status, body) = answer(&world, &format!("session/reset-confirm-{case}")).await;
        assert_eq!((status, body["token"].is_array()), (400, true), "{case}: {body}");
    }
    assert_eq!(world.ada().await, before);
}

#[tokio::test]
async fn refused_password_keeps_the_token_valid() {
    let world = World::default();
    for case in ["weak-password", "personal-password"] {
        let (status, body) = answer(&world, &format!("session/reset-confirm-{case}")).await;
        assert_eq!((status, body["new_password"].is_array()), (400, true), "{case}: {body}");
    }
    assert_eq!(answer(&world, "session/reset-confirm").await.0, 200);
}

#[tokio::test]
async fn failed_reset_keeps_the_old_password() {
    let world = World::default();
    let update_user = UpdateUserWorkflow { keys: Seal::default(), ..world.update_user() };
    let failing = SessionResetConfirm { update_user, ..endpoint(&world) };
    assert_eq!(events::answer(&failing, &events::event("session/reset-confirm")).await.0, 500);
    assert!(signs_in(&world, &fixtures::password()).await);
}
