//! `PUT /user/{email}` with in-memory ports.

use directory_update::DirectoryUpdate;
use serde_json::{Value, json};
use usher_domain::ports::{FindUser, SignIn};
use usher_domain::{Email, Revocations, User};
use usher_testkit::in_memory::{UpdateUserWorkflow, Users};
use usher_testkit::world::{World, admin};
use usher_testkit::{events, fixtures};

fn endpoint(world: &World) -> DirectoryUpdate<Users, UpdateUserWorkflow> {
    DirectoryUpdate { issuer: fixtures::issuer(), users: world.users.clone(), update_user: world.update_user() }
}

async fn answer(world: &World, event: &Value) -> (u16, Value) {
    let (status, body) = events::answer(&endpoint(world), event).await;
    (status.as_u16(), body)
}

#[tokio::test]
async fn a_person_changes_their_own_record_and_identity() {
    let world = World::default();
    let (status, body) = answer(&world, &events::event("directory/update")).await;
    assert_eq!((status, &body["full_name"]), (200, &json!("Ada King")));
    let (ada, new) = (world.ada().await, Email::parse("ada.king@example.com").unwrap());
    assert_eq!((&ada.record.email, &ada.identity.email), (&new, &new));
    assert!(world.identities.sign_in(&new, &fixtures::new_password()).await.is_ok() && !ada.has_first_password);
}

#[tokio::test]
async fn admin_changes_another_user() {
    let world = World::default();
    let admin = world.users.by_email(&Email::parse("admin@example.com").unwrap()).await.unwrap();
    let (status, body) = answer(&world, &events::event("directory/update-other-as-admin")).await;
    assert_eq!((status, &body["id"]), (200, &json!(fixtures::ada().id.as_str())));
    assert_eq!(world.ada().await.record.full_name.unwrap().as_str(), "Ada King");
    assert_eq!(world.users.by_email(&Email::parse("admin@example.com").unwrap()).await.unwrap(), admin);
}

#[tokio::test]
async fn other_user_gets_403_even_for_unknown_user() {
    let with_grace = World::default();
    let without = World { users: Users::of([fixtures::ada()]), ..World::default() };
    let refused = (403, json!({ "message": "You may not do this.", "errors": {} }));
    for world in [&with_grace, &without] {
        assert_eq!(answer(world, &events::event("directory/update-other")).await, refused);
    }
    let grace = with_grace.users.by_id(&fixtures::grace().id).await.unwrap().unwrap();
    assert_eq!(grace.full_name, fixtures::grace().full_name);
}

#[tokio::test]
async fn other_user_gets_403_even_for_invalid_body() {
    let event = events::with_body(events::event("directory/update-other"), r#"{"email":"x"}"#);
    assert_eq!(answer(&World::default(), &event).await.0, 403);
}

#[tokio::test]
async fn a_refused_update_changes_nothing() {
    let world = World::default();
    let before = world.ada().await;
    for (event, status) in
        [("directory/update-taken", 409), ("directory/update-bad-fields", 400), ("directory/update-broken-json", 400)]
    {
        assert_eq!(answer(&world, &events::event(event)).await.0, status, "{event}");
        assert_eq!(world.ada().await, before, "{event}");
    }
}

#[tokio::test]
async fn failed_record_write_rolls_back_everything() {
    let world = World::default().breaking();
    let before = world.ada().await;
    assert_eq!(answer(&world, &events::event("directory/update")).await.0, 500);
    assert_eq!(world.ada().await, before);
}

#[tokio::test]
async fn type_and_ids_cannot_be_changed() {
    let world = World::default();
    let body = json!({ "type": 0, "user_type": "0", "id": "x", "number": 1, "account_id": "admin2" });
    let event = events::with_body(events::event("directory/update"), &body.to_string());
    let before = world.ada().await;
    assert_eq!(answer(&world, &event).await.0, 200);
    assert_eq!(world.ada().await, before);
}

#[tokio::test]
async fn a_revoked_session_changes_nothing() {
    let revoked = User { revocations: Revocations::of_all(fixtures::NOW), ..fixtures::ada() };
    let world = World { users: Users::of([revoked]), ..World::default() };
    assert_eq!(answer(&world, &events::event("directory/update")).await.0, 401);
}

#[tokio::test]
async fn throttled_update_gets_429_and_changes_nothing() {
    let world = World::default().throttling();
    let before = world.ada().await;
    assert_eq!(answer(&world, &events::event("directory/update")).await.0, 429);
    assert_eq!(world.ada().await, before);
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
        let event = events::with_body(events::event("directory/update"), &body.to_string());
        assert_eq!(answer(&world, &event).await.0, 200, "{body}");
        assert!(world.is_signed_in(&fixtures::claims(&fixtures::ada(), &fixtures::session_id())).await, "{body}");
        assert_eq!(world.is_signed_in(&other).await, !revokes, "{body}");
    }
}

#[tokio::test]
async fn change_by_admin_revokes_every_session_of_the_user() {
    let world = World::default();
    let event =
        events::with_body(events::event("directory/update-other-as-admin"), r#"{"password":"staple a new battery"}"#);
    assert_eq!(answer(&world, &event).await.0, 200);
    // The fixtures give the admin's session the same id.
    assert!(!world.is_signed_in(&fixtures::claims(&fixtures::ada(), &fixtures::session_id())).await);
    assert!(world.is_signed_in(&fixtures::claims(&admin(), &fixtures::session_id())).await);
}
