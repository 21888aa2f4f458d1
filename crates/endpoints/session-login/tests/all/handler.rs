//! `POST /api/user/login/` with in-memory ports.

use serde_json::{Value, json};
use session_login::SessionLogin;
use time::Duration;
use usher_domain::listed_session::{Device, ListedSession};
use usher_domain::ports::{FindUser, ListSessions, SignIn};
use usher_domain::session::AccessClaims;
use usher_domain::use_cases::access::signed_in_user;
use usher_domain::use_cases::sign_in::{EmailRequirement, SignInLimits};
use usher_domain::{Revocations, User};
use usher_lambda_kit::PublicAddress;
use usher_testkit::in_memory::{Attempts, AuthenticatorSecrets, EmailHashes, Identities, SessionList, Users};
use usher_testkit::{events, fixtures};

type Login = SessionLogin<Attempts, EmailHashes, Identities, Users, AuthenticatorSecrets, SessionList>;

/// An endpoint with Ada's identity and this record, if any.
fn endpoint(record: Option<User>) -> Login {
    let (sessions, id) = Identities::of(&fixtures::registration("one"), &fixtures::ada());
    SessionLogin {
        failures: fixtures::failed_sign_ins(Attempts::default()),
        requirement: EmailRequirement::None,
        address: PublicAddress::named(None),
        sessions,
        users: Users::of(record.map(|user| User { id, ..user })),
        secrets: AuthenticatorSecrets,
        list: SessionList::default(),
    }
}

async fn answer(endpoint: &Login, body: &Value) -> (u16, Value) {
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
async fn all_refused_sign_ins_are_answered_alike() {
    let refused = (400, json!({ "password": ["The email or the password is wrong."] }));
    let whole = endpoint(Some(fixtures::ada()));
    let half = endpoint(None);
    let revoked = endpoint(Some(User { revocations: Revocations::of_all(fixtures::NOW), ..fixtures::ada() }));
    let right = json!({ "email": "ada@example.com", "password": "correct horse battery" });
    let wrong = json!({ "email": "ada@example.com", "password": "x" });
    let unknown = json!({ "email": "nobody@example.com", "password": "correct horse battery" });
    assert_eq!(answer(&whole, &wrong).await, refused);
    assert_eq!(answer(&whole, &unknown).await, refused);
    assert_eq!(answer(&half, &right).await, refused);
    assert_eq!(answer(&revoked, &right).await, refused);
}

#[tokio::test]
async fn password_is_normalized_before_sign_in() {
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

/// Signs in from this source.
async fn sign_in(endpoint: &Login, source: &str, email: &str, password: &str) -> u16 {
    let body = json!({ "email": email, "password": password }).to_string();
    let event = events::from_source(events::with_body(events::event("session/login"), &body), source);
    events::answer(endpoint, &event).await.0.as_u16()
}

const RIGHT: &str = "correct horse battery";

#[tokio::test]
async fn known_and_unknown_addresses_are_limited_alike() {
    let endpoint = endpoint(Some(fixtures::ada()));
    for (source, email) in [("203.0.113.1", "ada@example.com"), ("203.0.113.2", "nobody@example.com")] {
        let statuses = async |password| sign_in(&endpoint, source, email, password).await;
        let answers = [statuses("x").await, statuses("x").await, statuses("x").await, statuses("x").await];
        assert_eq!(answers, [400, 400, 400, 429], "{email}");
        assert_eq!(statuses(RIGHT).await, 429, "even with the right password");
        assert_eq!(sign_in(&endpoint, "203.0.113.9", email, RIGHT).await, 429, "from any source");
    }
}

#[tokio::test]
async fn a_source_that_guesses_at_many_addresses_is_refused() {
    let endpoint = endpoint(Some(fixtures::ada()));
    for number in 0..5 {
        assert_eq!(sign_in(&endpoint, "203.0.113.1", &format!("a{number}@example.com"), "x").await, 400);
    }
    assert_eq!(sign_in(&endpoint, "203.0.113.1", "ada@example.com", RIGHT).await, 429);
    assert_eq!(sign_in(&endpoint, "203.0.113.2", "ada@example.com", RIGHT).await, 200);
}

#[tokio::test]
async fn successful_sign_ins_are_not_counted() {
    let endpoint = endpoint(Some(fixtures::ada()));
    for _ in 0..9 {
        assert_eq!(sign_in(&endpoint, "203.0.113.1", "ada@example.com", RIGHT).await, 200);
    }
    assert_eq!(endpoint.failures.attempts.total(), 0);
}

#[tokio::test]
async fn sign_in_over_the_limit_gets_retry_after() {
    let mut endpoint = endpoint(None);
    endpoint.failures.limits = SignInLimits { per_email: 0, per_source: 9 };
    let answer = events::whole_answer(&endpoint, &events::event("session/login")).await;
    assert_eq!(answer.status(), 429);
    assert_eq!(answer.headers()["retry-after"], "900", "the quarter of an hour has just begun");
}

#[tokio::test]
async fn sign_in_works_without_the_limiter() {
    let whole = endpoint(Some(fixtures::ada()));
    let endpoint = SessionLogin { failures: fixtures::failed_sign_ins(Attempts::default().breaking()), ..whole };
    assert_eq!(sign_in(&endpoint, "203.0.113.1", "ada@example.com", RIGHT).await, 200);
    for _ in 0..9 {
        assert_eq!(sign_in(&endpoint, "203.0.113.1", "ada@example.com", "x").await, 400);
    }
}

/// The session that signing in with this event adds to the list.
async fn noted(event: &Value) -> ListedSession {
    let endpoint = endpoint(Some(fixtures::ada()));
    assert_eq!(events::answer(&endpoint, event).await.0, 200);
    let user = endpoint.users.by_email(&fixtures::ada().email).await.unwrap().unwrap();
    let [session] = endpoint.list.list(&user.id).await.unwrap().try_into().unwrap();
    session
}

async fn noted_device(user_agent: &str) -> Option<String> {
    let event = events::with_header(events::event("session/login"), "User-Agent", &[user_agent]);
    noted(&event).await.device.map(|device| device.as_str().to_owned())
}

#[tokio::test]
async fn sign_in_is_noted_in_the_list() {
    let session = noted(&events::event("session/login")).await;
    assert_eq!((session.began_at, session.last_used_at), (fixtures::NOW, fixtures::NOW));
    assert_eq!(session.device.as_ref().map(Device::as_str), Some("curl/8.5.0"));
}

#[tokio::test]
async fn hostile_user_agent_is_cleaned_and_cut() {
    assert_eq!(noted_device("Bücher/1.0\u{202e} (日本語)").await.as_deref(), Some("Bücher/1.0 (日本語)"));
    assert_eq!(noted_device("<script>alert(1)</script>").await.as_deref(), Some("<script>alert(1)</script>"));
    assert_eq!(noted_device(&"ü".repeat(4000)).await, Some("ü".repeat(Device::MAX_CHARACTERS)));
    for nothing in ["", "  ", "\u{feff}\u{2066}"] {
        assert_eq!(noted_device(nothing).await, None, "{nothing:?}");
    }
}

#[tokio::test]
async fn missing_user_agent_is_no_device() {
    let mut event = events::event("session/login");
    for headers in ["headers", "multiValueHeaders"] {
        event[headers].as_object_mut().unwrap().remove("User-Agent").unwrap();
    }
    assert_eq!(noted(&event).await.device, None);
}

#[tokio::test]
async fn refused_sign_in_is_not_noted() {
    let endpoint = endpoint(Some(User { revocations: Revocations::of_all(fixtures::NOW), ..fixtures::ada() }));
    for event in ["session/login", "session/login-wrong-password"] {
        assert_eq!(events::answer(&endpoint, &events::event(event)).await.0, 400, "{event}");
    }
    let user = endpoint.users.by_email(&fixtures::ada().email).await.unwrap().unwrap();
    assert_eq!(endpoint.list.list(&user.id).await.unwrap(), []);
}

#[tokio::test]
async fn sign_in_works_without_the_list() {
    let endpoint = SessionLogin { list: SessionList::broken(), ..endpoint(Some(fixtures::ada())) };
    let (status, body) = events::answer(&endpoint, &events::event("session/login")).await;
    assert_eq!((status.as_u16(), body["tokens"]["access"].is_string()), (200, true));
}

#[tokio::test]
async fn sign_in_in_the_second_of_a_revocation_works() {
    let endpoint = endpoint(Some(User { revocations: Revocations::of_all(fixtures::NOW), ..fixtures::ada() }));
    let before = endpoint.sessions.sign_in(&fixtures::ada().email, &fixtures::password()).await.unwrap().claims;
    let soon = fixtures::NOW + Duration::milliseconds(10);
    let answer = events::whole_answer_at(soon, &endpoint, &events::event("session/login")).await;
    assert_eq!(answer.status(), 200);
    let [session] = endpoint.list.list(&before.user_id).await.unwrap().try_into().unwrap();
    let claims = AccessClaims { session: session.id, ..before.clone() };
    assert!(signed_in_user(&endpoint.users, claims).await.is_ok());
    assert!(signed_in_user(&endpoint.users, before).await.is_err(), "it began before the revocation");
}

#[tokio::test]
async fn sign_in_that_cannot_be_exempted_fails_on_our_side() {
    let whole = endpoint(Some(User { revocations: Revocations::of_all(fixtures::NOW), ..fixtures::ada() }));
    let endpoint = SessionLogin { users: whole.users.clone().breaking(), ..whole };
    let soon = fixtures::NOW + Duration::milliseconds(10);
    let answer = events::whole_answer_at(soon, &endpoint, &events::event("session/login")).await;
    assert_eq!((answer.status().as_u16(), endpoint.failures.attempts.total()), (500, 0));
}

#[tokio::test]
async fn unverified_address_is_refused_only_after_the_right_password() {
    let requiring = |record| SessionLogin { requirement: EmailRequirement::Verified, ..endpoint(Some(record)) };
    let body = |password: &str| json!({ "email": "ada@example.com", "password": password });
    let unverified = requiring(fixtures::ada());
    let refused = json!({ "email": ["Verify your email address first."] });
    assert_eq!(answer(&unverified, &body("correct horse battery")).await, (400, refused));
    assert_eq!(unverified.failures.attempts.total(), 0, "the password was right");
    let wrong = json!({ "password": ["The email or the password is wrong."] });
    assert_eq!(answer(&unverified, &body("not her password")).await, (400, wrong));
    let verified = requiring(User { verified_email: Some(fixtures::ada().email), ..fixtures::ada() });
    assert_eq!(answer(&verified, &body("correct horse battery")).await.0, 200);
}
