//! `POST /api/user/register/` on in-memory ports.

use serde_json::{Value, json};
use session_register::SessionRegister;
use usher_domain::Email;
use usher_domain::ports::FindUser;
use usher_testkit::events;
use usher_testkit::in_memory::{Identities, RegisterUser, Seal, Users};

async fn answer(event: &Value, users: &Users) -> (u16, Value) {
    let (seal, identities) = (Seal::default(), &Identities::default());
    let register_user = RegisterUser { seal: seal.clone(), identities, users };
    let (status, body) = events::answer(&SessionRegister { seal, register_user }, event).await;
    (status.as_u16(), body)
}

#[tokio::test]
async fn a_person_registers() {
    let users = Users::default();
    let (status, body) = answer(&events::event("session/register"), &users).await;
    let user = users.by_email(&Email::parse("ada@example.com").unwrap()).await.unwrap().unwrap();
    assert_eq!(status, 201);
    assert_eq!(
        body,
        json!({
            "id": user.id.as_str(), "full_name": "Ada Lovelace", "email": "ada@example.com", "profile_pic": null,
        })
    );
}

#[tokio::test]
async fn a_taken_address_is_a_failing_field() {
    let users = Users::default();
    answer(&events::event("session/register"), &users).await;
    let (status, body) = answer(&events::event("session/register"), &users).await;
    assert_eq!(status, 400);
    assert_eq!(body, json!({ "email": ["This value is already taken."] }));
}

#[tokio::test]
async fn the_body_of_a_400_holds_only_the_failing_fields() {
    let (status, body) = answer(&events::event("session/register-bad-fields"), &Users::default()).await;
    assert_eq!(status, 400);
    assert_eq!(
        body,
        json!({
            "email": ["Ensure this field has no more than 128 characters."],
            "full_name": ["This field may not contain control or text-direction characters."],
            "profile_pic": ["Pictures are not supported yet; leave this field out or null."],
            "password": ["This field must be a string."],
        })
    );
}
