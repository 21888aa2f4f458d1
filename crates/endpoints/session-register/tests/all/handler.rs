//! `POST /api/user/register/` with in-memory ports.

use serde_json::{Value, json};
use session_register::SessionRegister;
use usher_domain::ports::FindUser;
use usher_domain::{Email, Problem, TrustedProxies};
use usher_lambda_kit::PublicAddress;
use usher_picture::PreparePicture;
use usher_testkit::in_memory::Users;
use usher_testkit::world::World;
use usher_testkit::{events, fixtures};

/// The answer of an endpoint with this `prepare`.
async fn answer_preparing(prepare: PreparePicture, event: &Value, world: &World) -> (u16, Value) {
    let endpoint = SessionRegister {
        proxies: TrustedProxies::default(),
        limits: fixtures::registration_limits(),
        attempts: world.attempts.clone(),
        address: PublicAddress::named(Some("https://people.example.com".to_owned())),
        register_user: world.register_user(),
        prepare,
        pictures: world.pictures.clone(),
        draw: || Ok(fixtures::uuid().as_u128()),
    };
    let (status, body) = events::answer(&endpoint, event).await;
    (status.as_u16(), body)
}

async fn answer_in(event: &Value, world: &World) -> (u16, Value) {
    answer_preparing(|uploaded| Ok(usher_picture::prepare(uploaded)), event, world).await
}

async fn answer(event: &Value, users: &Users) -> (u16, Value) {
    answer_in(event, &World { users: users.clone(), ..World::empty() }).await
}

/// A picture of one pixel.
const PIXEL: &str = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

fn with_picture(email: &str, picture: &str) -> Value {
    let body = json!({
        "email": email, "full_name": "Ada Lovelace", "password": "correct horse battery", "profile_pic": picture,
    });
    events::with_body(events::event("session/register"), &body.to_string())
}

#[tokio::test]
async fn picture_is_stored_under_the_name_in_the_record() {
    let world = World::empty();
    let (status, body) = answer_in(&with_picture("ada@example.com", PIXEL), &world).await;
    assert_eq!(status, 201, "{body}");
    let user = world.users.by_email(&Email::parse("ada@example.com").unwrap()).await.unwrap().unwrap();
    let name = user.picture.unwrap();
    assert_eq!(world.pictures.names(), std::slice::from_ref(&name));
    assert_eq!(*name.folder(), user.files_folder);
    assert_eq!(body["profile_pic"], format!("https://people.example.com/api/user/media/{name}"));
}

#[tokio::test]
async fn picture_of_a_refused_registration_is_deleted() {
    let world = World::default();
    let (status, _) = answer_in(&with_picture("grace@example.com", PIXEL), &world).await;
    assert_eq!(status, 400);
    assert_eq!(world.pictures.names(), []);
}

#[tokio::test]
async fn picture_is_decoded_only_if_all_else_is_valid() {
    let never: PreparePicture = |_| panic!("it is decoded");
    let answer = answer_preparing(never, &with_picture("ada", PIXEL), &World::empty()).await;
    assert_eq!(answer, (400, json!({ "email": ["Enter a valid email address."] })));
    let (status, body) = answer_preparing(never, &with_picture("ada", "data:,"), &World::empty()).await;
    assert_eq!(status, 400);
    assert_eq!(body.as_object().unwrap().keys().collect::<Vec<_>>(), ["email", "profile_pic"]);
}

#[tokio::test]
async fn too_complex_picture_is_an_invalid_field() {
    let too_long: PreparePicture = |_| Ok(Err(Problem::PictureTooComplex));
    let answer = answer_preparing(too_long, &with_picture("ada@example.com", PIXEL), &World::empty()).await;
    let sentence = "This picture takes too long to decode. Save it as a PNG, or as a JPEG that is not progressive.";
    assert_eq!(answer, (400, json!({ "profile_pic": [sentence] })));
}

#[tokio::test]
async fn a_long_body_without_a_picture_gets_413() {
    let nested = format!(r#"{{"z":[{}{{}}]}}"#, r#"{"":0},"#.repeat(600_000));
    let (status, body) =
        answer_in(&events::with_body(events::event("session/register"), &nested), &World::empty()).await;
    assert_eq!((status, body), (413, json!({ "detail": "The request body is too large." })));
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
            "password": ["This field must be a string."],
        })
    );
}

#[tokio::test]
async fn throttled_registration_leaves_no_picture() {
    let world = World::empty().throttling();
    assert_eq!(answer_in(&with_picture("ada@example.com", PIXEL), &world).await.0, 429);
    assert_eq!((world.identities.count(), world.pictures.names().len()), (0, 0));
}

#[tokio::test]
async fn over_the_limit_no_picture_is_stored() {
    let world = World::empty();
    for number in 0..3 {
        let (status, body) = answer_in(&with_picture(&format!("ada{number}@example.com"), PIXEL), &world).await;
        assert_eq!(status, 201, "{body}");
    }
    let (status, body) = answer_in(&with_picture("ada4@example.com", PIXEL), &world).await;
    assert_eq!(status, 429, "{body}");
    assert!(body["detail"].is_string());
    assert_eq!(world.pictures.names().len(), 3);
}
