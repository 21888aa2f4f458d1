//! `POST /register` with in-memory ports.

use directory_register::DirectoryRegister;
use serde_json::{Value, json};
use usher_domain::ports::{FindUser, SignIn};
use usher_domain::use_cases::admit::RegistrationLimits;
use usher_domain::{Email, Password, TrustedProxies};
use usher_testkit::in_memory::{Attempts, Identities, RegisterUser, Users};
use usher_testkit::world::World;
use usher_testkit::{events, fixtures};

async fn answer(event: &Value, identities: &Identities, users: &Users) -> (u16, Value) {
    let world = World { identities: identities.clone(), users: users.clone(), ..World::default() };
    let (status, body) = events::answer(&endpoint(&world), event).await;
    (status.as_u16(), body)
}

fn endpoint(world: &World) -> DirectoryRegister<Attempts, RegisterUser> {
    DirectoryRegister {
        proxies: TrustedProxies::parse("10.0.0.0/16").unwrap(),
        limits: fixtures::registration_limits(),
        attempts: world.attempts.clone(),
        register_user: world.register_user(),
    }
}

/// Registers a new user from this source, with this `X-Forwarded-For`.
async fn register(world: &World, source: &str, forwarded: &str) -> u16 {
    let body = json!({ "email": fixtures::email().as_str(), "password": "correct horse battery" }).to_string();
    let event = events::with_body(events::event("directory/register"), &body);
    let event = events::with_header(events::from_source(event, source), "X-Forwarded-For", &[forwarded]);
    events::answer(&endpoint(world), &event).await.0.as_u16()
}

#[tokio::test]
async fn one_source_is_limited() {
    let world = World::empty();
    for forged in ["198.51.100.1", "198.51.100.2", "10.0.0.1"] {
        assert_eq!(register(&world, "203.0.113.7", forged).await, 201);
    }
    assert_eq!(
        register(&world, "203.0.113.7", "198.51.100.4").await,
        429,
        "a forged header does not change the source"
    );
    assert_eq!(register(&world, "203.0.113.8", "").await, 201, "other sources are not limited");
    assert_eq!(world.attempts.total(), 8, "refused registrations do not count for the stack");
}

#[tokio::test]
async fn addresses_of_one_ipv6_network_are_one_source() {
    let world = World::empty();
    for host in 1..=3 {
        assert_eq!(register(&world, &format!("2001:db8:1:2::{host}"), "").await, 201);
    }
    assert_eq!(register(&world, "2001:db8:1:2:ffff::1", "").await, 429);
    assert_eq!(register(&world, "2001:db8:1:3::1", "").await, 201);
}

#[tokio::test]
async fn behind_a_trusted_proxy_each_client_is_a_source() {
    let world = World::empty();
    for _ in 0..3 {
        assert_eq!(register(&world, "10.0.1.5", "198.51.100.1, 203.0.113.7").await, 201);
    }
    assert_eq!(register(&world, "10.0.1.5", "198.51.100.9, 203.0.113.7").await, 429);
    assert_eq!(register(&world, "10.0.1.5", "203.0.113.7, 203.0.113.8").await, 201);
}

#[tokio::test]
async fn all_sources_share_the_limit_of_the_stack() {
    let world = World::empty();
    for source in 1..=5 {
        assert_eq!(register(&world, &format!("203.0.113.{source}"), "").await, 201);
    }
    assert_eq!(register(&world, "203.0.113.6", "").await, 429);
    assert_eq!(world.identities.count(), 5);
}

#[tokio::test]
async fn registration_over_the_limit_gets_retry_after() {
    let world = World { attempts: Attempts::default(), ..World::empty() };
    let endpoint = DirectoryRegister { limits: RegistrationLimits { per_source: 0, total: 0 }, ..endpoint(&world) };
    let answer = events::whole_answer(&endpoint, &events::event("directory/register")).await;
    assert_eq!(answer.status(), 429);
    assert_eq!(answer.headers()["retry-after"], "3600", "the hour has just begun");
}

#[tokio::test]
async fn invalid_registrations_are_not_counted() {
    let world = World::empty();
    for _ in 0..9 {
        let (status, _) = events::answer(&endpoint(&world), &events::event("directory/register-bad-fields")).await;
        assert_eq!(status, 400);
    }
    assert_eq!(world.attempts.total(), 0);
}

#[tokio::test]
async fn registration_fails_without_the_limiter() {
    let world = World { attempts: Attempts::default().breaking(), ..World::empty() };
    assert_eq!(register(&world, "203.0.113.7", "").await, 500);
    assert_eq!(world.identities.count(), 0);
}

#[tokio::test]
async fn a_person_registers_and_can_sign_in() {
    let (identities, users) = (Identities::default(), Users::default());
    let (status, body) = answer(&events::event("directory/register"), &identities, &users).await;
    assert_eq!(status, 201);
    let email = Email::parse("ada@example.com").unwrap();
    let user = users.by_email(&email).await.unwrap().unwrap();
    assert_eq!(
        body,
        json!({
            "id": user.id.as_str(), "number": user.number.get(), "account_id": "ada", "type": 1,
            "email": "ada@example.com", "full_name": "Ada Lovelace",
            "created_at": "2026-11-22T12:00:00.000Z", "updated_at": "2026-11-22T12:00:00.000Z",
        })
    );
    assert_eq!(identities.sign_in(&email, &fixtures::password()).await.unwrap().claims.user_id, user.id);
}

#[tokio::test]
async fn registration_never_creates_an_admin() {
    let body = json!({ "email": "eve@example.com", "password": "correct horse battery", "type": 0, "user_type": "0" });
    let event = events::with_body(events::event("directory/register"), &body.to_string());
    let (status, body) = answer(&event, &Identities::default(), &Users::default()).await;
    assert_eq!((status, &body["type"]), (201, &json!(1)));
}

#[tokio::test]
async fn taken_address_and_account_id_get_409() {
    let (identities, users) = (Identities::default(), Users::default());
    answer(&events::event("directory/register"), &identities, &users).await;
    let (status, body) = answer(&events::event("directory/register"), &identities, &users).await;
    assert_eq!(status, 409);
    assert_eq!(
        body,
        json!({
            "message": "A user with this email already exists.",
            "errors": { "email": ["This value is already taken."] },
        })
    );
    let other = json!({ "email": "grace@example.com", "password": "correct horse battery", "account_id": "ADA" });
    let event = events::with_body(events::event("directory/register"), &other.to_string());
    let (status, body) = answer(&event, &identities, &users).await;
    assert_eq!(status, 409);
    assert_eq!(body["errors"], json!({ "account_id": ["This value is already taken."] }));
}

#[tokio::test]
async fn failed_record_write_leaves_no_identity() {
    let identities = Identities::default();
    let (status, body) = answer(&events::event("directory/register"), &identities, &Users::broken()).await;
    assert_eq!(status, 500);
    assert_eq!(body, json!({ "message": "Something went wrong on our side.", "errors": {} }));
    assert_eq!(identities.count(), 0);
    let (status, _) = answer(&events::event("directory/register"), &identities, &Users::default()).await;
    assert_eq!(status, 201);
}

#[tokio::test]
async fn every_field_that_breaks_a_rule_is_named() {
    let event = events::event("directory/register-bad-fields");
    let (status, body) = answer(&event, &Identities::default(), &Users::default()).await;
    assert_eq!(status, 400);
    assert_eq!(
        body,
        json!({
            "message": "Some fields are not valid.",
            "errors": {
                "account_id": ["An account id has 3 to 32 characters of a-z, 0-9, dot, underscore and hyphen, and starts with a letter."],
                "email": ["Enter a valid email address."],
                "full_name": ["This field must be a string."],
                "password": ["Ensure this field has at least 8 characters."],
            },
        })
    );
}

async fn refused(body: &Value) -> Value {
    let event = events::with_body(events::event("directory/register"), &body.to_string());
    let (status, body) = answer(&event, &Identities::default(), &Users::default()).await;
    assert_eq!(status, 400, "{body}");
    body["errors"].clone()
}

#[tokio::test]
async fn a_name_that_shows_nothing_gets_400() {
    let body = json!({ "email": "ada@example.com", "password": "correct horse battery", "full_name": "\u{3164}" });
    assert_eq!(refused(&body).await, json!({ "full_name": ["This field may not be blank."] }));
}

#[tokio::test]
async fn common_or_personal_password_gets_400() {
    let common = "This password is too common; choose one that is harder to guess.";
    let personal = "A password may not be your email address, its first part, your name or your account id.";
    for (password, sentence) in [
        ("Password1", common),
        ("ada.lovelace@example.com", personal),
        ("Ada.Lovelace", personal),
        ("ada king-noel", personal),
        ("countess", personal),
    ] {
        let body = json!({
            "email": "Ada.Lovelace@example.com", "password": password, "full_name": "Ada King-Noel",
            "account_id": "countess",
        });
        assert_eq!(refused(&body).await, json!({ "password": [sentence] }), "{password}");
    }
}

#[tokio::test]
async fn password_is_normalized_before_it_is_stored() {
    let identities = Identities::default();
    let body = json!({ "email": "ada@example.com", "password": "pa\u{308}sswo\u{308}rter\u{a0}und mehr" });
    let event = events::with_body(events::event("directory/register"), &body.to_string());
    assert_eq!(answer(&event, &identities, &Users::default()).await.0, 201);
    let normalized = Password::attempt("p\u{e4}ssw\u{f6}rter und mehr").unwrap();
    let email = Email::parse("ada@example.com").unwrap();
    assert!(identities.sign_in(&email, &normalized).await.is_ok());
}

#[tokio::test]
async fn unreadable_body_names_every_field() {
    let broken = events::event("directory/register-broken-json");
    for event in [broken.clone(), events::with_body(broken, "")] {
        let (status, body) = answer(&event, &Identities::default(), &Users::default()).await;
        assert_eq!(status, 400);
        let named: Vec<_> = body["errors"].as_object().unwrap().keys().cloned().collect();
        assert_eq!(named, ["account_id", "email", "full_name", "password"]);
    }
}

#[tokio::test]
async fn throttled_registration_gets_429() {
    let identities = Identities::default().throttling();
    let (status, _) = answer(&events::event("directory/register"), &identities, &Users::default()).await;
    assert_eq!((status, identities.count()), (429, 0));
}
