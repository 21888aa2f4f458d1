//! `POST /register` on in-memory ports.

use directory_register::DirectoryRegister;
use serde_json::{Value, json};
use usher_domain::ports::{FindUser, SignIn};
use usher_domain::{Email, Password};
use usher_testkit::in_memory::{Identities, Users};
use usher_testkit::world::World;
use usher_testkit::{events, fixtures};

async fn answer(event: &Value, identities: &Identities, users: &Users) -> (u16, Value) {
    let world = World { identities: identities.clone(), users: users.clone(), ..World::default() };
    let endpoint = DirectoryRegister { seal: world.seal.clone(), register_user: world.register_user() };
    let (status, body) = events::answer(&endpoint, event).await;
    (status.as_u16(), body)
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
async fn whoever_asks_to_be_an_admin_is_an_ordinary_person() {
    let body = json!({ "email": "eve@example.com", "password": "correct horse battery", "type": 0, "user_type": "0" });
    let event = events::with_body(events::event("directory/register"), &body.to_string());
    let (status, body) = answer(&event, &Identities::default(), &Users::default()).await;
    assert_eq!((status, &body["type"]), (201, &json!(1)));
}

#[tokio::test]
async fn a_taken_address_and_a_taken_account_id_are_told() {
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
async fn where_the_record_cannot_be_written_nothing_of_the_person_remains() {
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
async fn a_password_that_is_guessed_first_gets_400() {
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
async fn a_password_is_stored_in_its_normalised_form() {
    let identities = Identities::default();
    let body = json!({ "email": "ada@example.com", "password": "pa\u{308}sswo\u{308}rter\u{a0}und mehr" });
    let event = events::with_body(events::event("directory/register"), &body.to_string());
    assert_eq!(answer(&event, &identities, &Users::default()).await.0, 201);
    let normalised = Password::attempt("p\u{e4}ssw\u{f6}rter und mehr").unwrap();
    let email = Email::parse("ada@example.com").unwrap();
    assert!(identities.sign_in(&email, &normalised).await.is_ok());
}

#[tokio::test]
async fn a_body_that_cannot_be_read_names_the_fields_that_it_should_hold() {
    let deep = format!(r#"{{"email":{}{}}}"#, "[".repeat(10_000), "]".repeat(10_000));
    let broken = events::event("directory/register-broken-json");
    for event in [broken.clone(), events::with_body(broken.clone(), &deep), events::with_body(broken, "")] {
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
