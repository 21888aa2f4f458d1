//! `POST /api/user/password/change/` with in-memory ports.

use serde_json::{Value, json};
use session_new_password::SessionNewPassword;
use usher_domain::Password;
use usher_domain::ports::{LeaseUser, SignIn};
use usher_domain::update::Lease;
use usher_testkit::in_memory::{Attempts, EmailHashes, Identities, Seal, UpdateUserWorkflow, Users};
use usher_testkit::world::World;
use usher_testkit::{events, fixtures};

type Endpoint = SessionNewPassword<Attempts, EmailHashes, Identities, Users, Identities, UpdateUserWorkflow>;

const OLD: &str = "correct horse battery";
const NEW: &str = "staple a new battery";

fn endpoint(world: &World) -> Endpoint {
    SessionNewPassword {
        failures: fixtures::failed_sign_ins(world.attempts.clone()),
        tokens: world.identities.clone(),
        users: world.users.clone(),
        sessions: world.identities.clone(),
        update_user: world.update_user(),
    }
}

async fn answer(endpoint: &Endpoint, event: &Value) -> (u16, Value) {
    let (status, body) = events::answer(endpoint, event).await;
    (status.as_u16(), body)
}

/// The event with these passwords, from the caller's session.
fn event(old: &str, new: &str) -> Value {
    let body = json!({ "old_password": old, "new_password": new }).to_string();
    events::with_body(events::event("session/new-password"), &body)
}

async fn signs_in(world: &World, password: &Password) -> bool {
    world.identities.sign_in(&fixtures::ada().email, password).await.is_ok()
}

#[tokio::test]
async fn new_password_keeps_this_session_and_revokes_the_others() {
    let world = World::default();
    let [here, there] = [(); 2].map(|()| world.identities.session(&fixtures::ada().id));
    let event = events::with_access_token(event(OLD, NEW), &here);
    let told = json!({ "detail": "The new password has been saved." });
    assert_eq!(answer(&endpoint(&world), &event).await, (200, told));
    assert!(signs_in(&world, &fixtures::new_password()).await && !signs_in(&world, &fixtures::password()).await);
    assert!(world.is_signed_in(&here.claims).await);
    assert!(!world.is_signed_in(&there.claims).await);
    assert_eq!(world.ada().await.record.password_changed_at, Some(fixtures::NOW));
}

#[tokio::test]
async fn wrong_passwords_count_as_failed_sign_ins() {
    let world = World::default();
    let (endpoint, before) = (endpoint(&world), world.ada().await);
    let wrong = (400, json!({ "old_password": ["The password is wrong."] }));
    for _ in 0..3 {
        assert_eq!(answer(&endpoint, &event("not her password", NEW)).await, wrong);
    }
    let limited = events::whole_answer(&endpoint, &event(OLD, NEW)).await;
    assert_eq!(limited.status(), 429, "even with the right password");
    assert_eq!(limited.headers()["retry-after"], "900");
    assert_eq!(world.ada().await, before);
}

#[tokio::test]
async fn right_passwords_are_not_counted() {
    let world = World::default();
    assert_eq!(answer(&endpoint(&world), &event(OLD, NEW)).await.0, 200);
    assert_eq!(world.attempts.total(), 0);
}

#[tokio::test]
async fn invalid_input_is_not_counted_and_changes_nothing() {
    let world = World::default();
    let (endpoint, before) = (endpoint(&world), world.ada().await);
    for case in ["weak-password", "personal-password", "missing-fields", "wrong-type", "broken-json"] {
        let event = events::event(&format!("session/new-password-{case}"));
        let (status, body) = answer(&endpoint, &event).await;
        assert_eq!((status, body["new_password"].is_array()), (400, true), "{case}: {body}");
        assert_eq!(world.ada().await, before, "{case}");
    }
    assert_eq!(world.attempts.total(), 0);
}

#[tokio::test]
async fn new_password_obeys_the_rules_of_registration() {
    let world = World::default();
    let endpoint = endpoint(&world);
    for password in [
        "",
        "short",
        " outer space is refused",
        "password1234567890\u{200b}",
        "ada@example.com",
        "ADA LOVELACE",
        &"a".repeat(300),
    ] {
        let (status, body) = answer(&endpoint, &event(OLD, password)).await;
        let fields: Vec<_> = body.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!((status, fields), (400, vec!["new_password"]), "{password}: {body}");
    }
    assert!(signs_in(&world, &fixtures::password()).await);
}

#[tokio::test]
async fn old_password_may_be_typed_in_another_form() {
    let world = World::default();
    assert_eq!(answer(&endpoint(&world), &event("correct\u{a0}horse\u{3000}battery", NEW)).await.0, 200);
    assert!(signs_in(&world, &fixtures::new_password()).await);
}

#[tokio::test]
async fn password_works_without_the_limiter() {
    let world = World::default();
    let endpoint =
        SessionNewPassword { failures: fixtures::failed_sign_ins(Attempts::default().breaking()), ..endpoint(&world) };
    assert_eq!(answer(&endpoint, &event("not her password", NEW)).await.0, 400);
    assert_eq!(answer(&endpoint, &event(OLD, NEW)).await.0, 200);
}

#[tokio::test]
async fn revoked_or_missing_token_gets_401_and_is_not_counted() {
    let world = World::signed_out();
    for case in ["revoked", "no-token"] {
        let (status, body) = answer(&endpoint(&world), &events::event(&format!("session/new-password-{case}"))).await;
        assert_eq!((status, &body["code"]), (401, &json!("token_not_valid")), "{case}");
    }
    assert!(signs_in(&world, &fixtures::password()).await);
    assert_eq!(world.attempts.total(), 0);
}

#[tokio::test]
async fn failed_change_keeps_the_old_password() {
    let world = World::default();
    let update_user = UpdateUserWorkflow { keys: Seal::default(), ..world.update_user() };
    let failing = SessionNewPassword { update_user, ..endpoint(&world) };
    assert_eq!(answer(&failing, &event(OLD, NEW)).await.0, 500);
    assert!(signs_in(&world, &fixtures::password()).await);
    let caller = fixtures::claims(&fixtures::ada(), &fixtures::session_id());
    assert!(world.is_signed_in(&caller).await, "so that it can be retried");
}

#[tokio::test]
async fn concurrent_update_gets_409_and_changes_nothing() {
    let world = World::default();
    let before = world.ada().await;
    let other = Lease { by: "another update".to_owned(), from: fixtures::NOW };
    world.users.lease(&before.record.id, &other).await.unwrap();
    assert_eq!(answer(&endpoint(&world), &event(OLD, NEW)).await.0, 409);
    assert_eq!(world.ada().await, before);
}
