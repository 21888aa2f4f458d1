//! `POST /user/update` with in-memory ports.

use account_update::AccountUpdate;
use serde_json::{Value, json};
use usher_domain::ports::{FindUser, LeaseUser, SignIn, UpdateIdentity};
use usher_domain::update::Lease;
use usher_domain::{Email, Revocations, User};
use usher_testkit::in_memory::{Seal, UpdateUserWorkflow, Users};
use usher_testkit::world::{Ada, World};
use usher_testkit::{events, fixtures};

fn endpoint(world: &World) -> AccountUpdate<Users, UpdateUserWorkflow> {
    AccountUpdate { issuer: fixtures::issuer(), users: world.users.clone(), update_user: world.update_user() }
}

async fn answer(world: &World, event: &Value) -> (u16, Value) {
    let (status, body) = events::answer(&endpoint(world), event).await;
    (status.as_u16(), body)
}

fn with_body(body: &Value) -> Value {
    events::with_body(events::event("account/update"), &body.to_string())
}

/// Ignores the time of the password change and the revoked sessions. A rollback keeps both, since the password may have
/// been set, and mailed links and other sessions must be void then.
fn without_password_change(mut ada: Ada) -> Ada {
    (ada.record.password_changed_at, ada.record.revocations) = (None, Revocations::default());
    ada
}

#[tokio::test]
async fn everything_that_was_sent_changes_in_both_stores() {
    let world = World::default();
    let (status, body) = answer(&world, &events::event("account/update")).await;
    assert_eq!((status, &body["email"]), (200, &json!("ada.king@example.com")));
    let (ada, new) = (world.ada().await, Email::parse("ada.king@example.com").unwrap());
    assert_eq!((&ada.record.email, &ada.identity.email), (&new, &new));
    assert_eq!(ada.record.full_name, ada.identity.full_name);
    assert!(!ada.has_first_password);
    let session = world.identities.sign_in(&new, &fixtures::new_password()).await.unwrap();
    assert_eq!(session.claims.user_id, ada.record.id);
    assert_eq!(world.users.by_email(&fixtures::ada().email).await.unwrap(), None, "the old address is free");
}

#[tokio::test]
async fn personal_password_gets_400() {
    let world = World::default();
    let known = [
        json!({ "password": "ada@example.com" }),
        json!({ "password": "ADA lovelace" }),
        json!({ "password": "ada.king@example.com", "email": "ada.king@example.com" }),
        json!({ "password": "ada@example.com", "email": "ada.king@example.com" }),
        json!({ "password": "Countess of Lovelace", "full_name": "Countess of Lovelace" }),
    ];
    let sentence = "A password may not be your email address, its first part, your name or your account id.";
    for body in known {
        let (status, answer) = answer(&world, &with_body(&body)).await;
        assert_eq!((status, &answer["errors"]), (400, &json!({ "password": [sentence] })), "{body}");
    }
    assert!(world.ada().await.has_first_password);
}

#[tokio::test]
async fn absent_fields_keep_their_value() {
    let world = World::default();
    let before = world.ada().await;
    let (status, body) = answer(&world, &with_body(&json!({ "full_name": "Ada King", "email": null }))).await;
    assert_eq!((status, &body["full_name"]), (200, &json!("Ada King")));
    let after = world.ada().await;
    assert_eq!((after.record.email, after.has_first_password), (before.record.email, true));
}

#[tokio::test]
async fn a_refused_update_changes_nothing() {
    let world = World::default();
    let before = world.ada().await;
    let taken = json!({ "email": "Grace@example.com", "full_name": "Ada King", "password": "staple a new battery" });
    let one_bad_field = json!({ "email": "ada.king@example.com", "password": "short" });
    for (body, status) in [(taken, 409), (one_bad_field, 400)] {
        assert_eq!(answer(&world, &with_body(&body)).await.0, status);
        assert_eq!(world.ada().await, before);
    }
}

#[tokio::test]
async fn failed_record_write_rolls_back_everything() {
    let world = World::default().breaking();
    let before = world.ada().await;
    let (status, body) = answer(&world, &events::event("account/update")).await;
    assert_eq!((status, body), (500, json!({ "message": "Something went wrong on our side.", "errors": {} })));
    assert_eq!(world.ada().await, before);
}

#[tokio::test]
async fn failed_password_change_rolls_back_everything() {
    let world = World::default();
    let before = world.ada().await;
    let update_user = UpdateUserWorkflow { keys: Seal::default(), ..world.update_user() };
    let endpoint = AccountUpdate { update_user, ..endpoint(&world) };
    let (status, _) = events::answer(&endpoint, &events::event("account/update")).await;
    assert_eq!(status, 500);
    assert_eq!(without_password_change(world.ada().await), before);
}

#[tokio::test]
async fn concurrent_update_gets_409_and_changes_nothing() {
    let world = World::default();
    let before = world.ada().await;
    let other = Lease { by: "another update".to_owned(), from: fixtures::NOW };
    world.users.lease(&before.record.id, &other).await.unwrap();
    let (status, body) = answer(&world, &events::event("account/update")).await;
    let told = "Another update of this user is under way; nothing was changed, try again.";
    assert_eq!((status, body), (409, json!({ "message": told, "errors": {} })));
    assert_eq!(world.ada().await, before);
}

#[tokio::test]
async fn unauthenticated_gets_401_even_for_invalid_body() {
    let revoked = User { revocations: Revocations::of_all(fixtures::NOW), ..fixtures::ada() };
    let world = World { users: Users::of([revoked]), ..World::default() };
    let id_token = events::with_claims(events::event("account/update"), &[("token_use", "id")]);
    for event in [id_token, events::event("account/update-broken-json")] {
        let (status, body) = answer(&world, &event).await;
        assert_eq!((status, body), (401, json!({ "message": "Sign in and send a valid access token.", "errors": {} })));
    }
}

#[tokio::test]
async fn throttled_update_gets_429_and_changes_nothing() {
    let world = World::default().throttling();
    let before = world.ada().await;
    for body in [json!({ "full_name": "Ada King" }), json!({ "password": "staple a new battery" })] {
        let answer = events::whole_answer(&endpoint(&world), &with_body(&body)).await;
        assert_eq!(answer.status(), 429, "{body}");
        assert_eq!(answer.headers()["retry-after"], "5");
        assert_eq!(without_password_change(world.ada().await), before, "{body}");
    }
}

#[tokio::test]
async fn update_after_an_interrupted_one_repairs_the_identity() {
    let world = World::default();
    let ada = fixtures::ada();
    let interrupted = Lease { by: "an update that died".to_owned(), from: fixtures::NOW - Lease::TTL * 2 };
    world.users.lease(&ada.id, &interrupted).await.unwrap();
    let moved = User { email: Email::parse("ada.king@example.com").unwrap(), ..ada.clone() };
    world.identities.update(&ada, &moved).await.unwrap();
    let body = json!({ "password": "staple a new battery" });
    assert_eq!(answer(&world, &with_body(&body)).await.0, 200);
    assert_eq!(world.ada().await.identity.email, ada.email, "as on the record");
}

#[tokio::test]
async fn new_address_or_password_revokes_the_other_sessions() {
    for (body, revokes) in [
        (json!({ "full_name": "Ada King" }), false),
        (json!({ "email": "ada.king@example.com" }), true),
        (json!({ "password": "staple a new battery" }), true),
    ] {
        let world = World::default();
        let other = world.identities.session(&fixtures::ada().id).claims;
        let event = events::with_body(events::event("account/update"), &body.to_string());
        assert_eq!(answer(&world, &event).await.0, 200, "{body}");
        assert!(world.is_signed_in(&fixtures::claims(&fixtures::ada(), &fixtures::session_id())).await, "{body}");
        assert_eq!(world.is_signed_in(&other).await, !revokes, "{body}");
    }
}
