//! `POST /api/user/login/` on in-memory ports.

use serde_json::{Value, json};
use session_login::SessionLogin;
use usher_domain::User;
use usher_lambda_kit::PublicAddress;
use usher_testkit::in_memory::{Identities, Users};
use usher_testkit::{events, fixtures};

/// Ada's identity; and her record, where there should be one.
fn endpoint(record: Option<User>) -> SessionLogin<Identities, Users> {
    let (sessions, id) = Identities::of(&fixtures::registration("one"), &fixtures::ada());
    SessionLogin {
        address: PublicAddress::named(None),
        sessions,
        users: Users::of(record.map(|user| User { id, ..user })),
    }
}

async fn answer(endpoint: &SessionLogin<Identities, Users>, body: &Value) -> (u16, Value) {
    let event = events::with_body(events::event("session/login"), &body.to_string());
    let (status, body) = events::answer(endpoint, &event).await;
    (status.as_u16(), body)
}

#[tokio::test]
async fn the_right_password_gives_tokens_and_the_user() {
    let endpoint = endpoint(Some(fixtures::ada()));
    let (status, body) = events::answer(&endpoint, &events::event("session/login")).await;
    assert_eq!(status, 200);
    assert!(body["tokens"]["access"].is_string() && body["tokens"]["refresh"].is_string());
    assert_eq!(body["data"]["email"], "ada@example.com");
    assert_eq!(body["data"]["full_name"], "Ada Lovelace");
    assert_eq!(body["data"]["profile_pic"], Value::Null);
}

#[tokio::test]
async fn a_wrong_password_an_unknown_address_and_a_half_made_person_are_answered_alike() {
    let refused = (400, json!({ "password": ["The email or the password is wrong."] }));
    let whole = endpoint(Some(fixtures::ada()));
    let half = endpoint(None);
    let revoked = endpoint(Some(User { sessions_revoked_at: Some(fixtures::NOW), ..fixtures::ada() }));
    let right = json!({ "email": "ada@example.com", "password": "correct horse battery" });
    let wrong = json!({ "email": "ada@example.com", "password": "x" });
    let unknown = json!({ "email": "nobody@example.com", "password": "correct horse battery" });
    assert_eq!(answer(&whole, &wrong).await, refused);
    assert_eq!(answer(&whole, &unknown).await, refused);
    assert_eq!(answer(&half, &right).await, refused);
    assert_eq!(answer(&revoked, &right).await, refused);
}

#[tokio::test]
async fn a_password_signs_in_in_the_form_of_any_keyboard() {
    let endpoint = endpoint(Some(fixtures::ada()));
    for typed in ["correct horse battery", "correct\u{a0}horse\u{3000}battery"] {
        let body = json!({ "email": "ada@example.com", "password": typed });
        assert_eq!(answer(&endpoint, &body).await.0, 200, "{typed}");
    }
    let other = json!({ "email": "ada@example.com", "password": "correct\u{200b} horse battery" });
    assert_eq!(answer(&endpoint, &other).await.0, 400);
}

#[tokio::test]
async fn missing_fields_are_named() {
    let endpoint = endpoint(None);
    let (status, body) = events::answer(&endpoint, &events::event("session/login-missing-fields")).await;
    assert_eq!(status, 400);
    assert_eq!(body, json!({ "email": ["This field is required."], "password": ["This field is required."] }));
}
