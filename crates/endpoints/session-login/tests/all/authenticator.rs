//! Signing in with an authenticator app, with in-memory ports.

use serde_json::{Value, json};
use session_login::SessionLogin;
use usher_domain::authenticator::{Authenticator, AuthenticatorSeed};
use usher_domain::ports::ListSessions;
use usher_domain::use_cases::sign_in::EmailRequirement;
use usher_lambda_kit::PublicAddress;
use usher_testkit::in_memory::{Attempts, AuthenticatorSecrets, EmailHashes, Identities, SessionList, Users};
use usher_testkit::world::World;
use usher_testkit::{events, fixtures};

type Login = SessionLogin<Attempts, EmailHashes, Identities, Users, AuthenticatorSecrets, SessionList>;

fn login(app: Authenticator) -> Login {
    let world = World::with_authenticator(app);
    SessionLogin {
        failures: fixtures::failed_sign_ins(Attempts::default()),
        requirement: EmailRequirement::None,
        address: PublicAddress::named(None),
        sessions: world.identities,
        users: world.users,
        secrets: AuthenticatorSecrets,
        list: SessionList::default(),
    }
}

fn on() -> Login {
    login(Authenticator::On(fixtures::authenticator(&fixtures::ada().id)))
}

async fn answer(endpoint: &Login, otp: &Value, password: &str) -> (u16, Value) {
    let body = json!({ "email": "ada@example.com", "password": password, "otp": otp }).to_string();
    let (status, body) = events::answer(endpoint, &events::with_body(events::event("session/login"), &body)).await;
    (status.as_u16(), body)
}

const PASSWORD: &str = "correct horse battery";

fn code() -> Value {
    json!(fixtures::one_time_password(&fixtures::ada().id).as_str())
}

#[tokio::test]
async fn each_code_signs_in_once() {
    let [recovery_code, ..] = fixtures::recovery_codes();
    for code in [code(), json!(recovery_code.reveal())] {
        let login = on();
        assert_eq!(answer(&login, &code, PASSWORD).await.0, 200);
        let refused = json!({ "otp": ["This code is wrong or has expired. Wait for the next one."] });
        assert_eq!(answer(&login, &code, PASSWORD).await, (400, refused));
        assert_eq!(login.list.list(&fixtures::ada().id).await.unwrap().len(), 1, "only the session that was opened");
    }
}

#[tokio::test]
async fn code_is_asked_for_only_after_the_right_password() {
    let login = on();
    let required = json!({ "otp": ["Enter the code that your authenticator app shows."] });
    for none in [Value::Null, json!(""), json!("  ")] {
        assert_eq!(answer(&login, &none, PASSWORD).await, (400, required.clone()), "{none}");
    }
    assert_eq!(login.failures.attempts.total(), 0, "it is no failed sign-in");
    let wrong = json!({ "password": ["The email or the password is wrong."] });
    for otp in [Value::Null, code()] {
        assert_eq!(answer(&login, &otp, "not her password").await, (400, wrong.clone()), "{otp}");
    }
    assert_eq!(answer(&login, &code(), PASSWORD).await.0, 200, "a wrong password used no code up");
}

#[tokio::test]
async fn wrong_codes_count_as_failed_sign_ins() {
    let login = on();
    for _ in 0..3 {
        assert_eq!(answer(&login, &json!("000000"), PASSWORD).await.0, 400);
    }
    assert_eq!(answer(&login, &code(), PASSWORD).await.0, 429);
}

#[tokio::test]
async fn app_that_was_not_confirmed_is_not_asked_for() {
    let login = login(Authenticator::Pending(AuthenticatorSeed::from_random(7)));
    assert_eq!(answer(&login, &Value::Null, PASSWORD).await.0, 200);
}

#[tokio::test]
async fn code_that_cannot_be_marked_as_used_does_not_sign_in() {
    let whole = on();
    let login = SessionLogin { users: whole.users.clone().breaking(), ..whole };
    assert_eq!(answer(&login, &code(), PASSWORD).await.0, 500);
}
