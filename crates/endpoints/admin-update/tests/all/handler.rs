//! `PUT /api/users/profile/{id}` with in-memory ports.

use admin_update::AdminUpdate;
use serde_json::{Value, json};
use usher_domain::ports::SignIn;
use usher_domain::{Email, Revocations, User};
use usher_testkit::in_memory::Users;
use usher_testkit::world::{World, admin};
use usher_testkit::{events, fixtures};

async fn answer(world: &World, event: &Value) -> (u16, Value) {
    let endpoint =
        AdminUpdate { tokens: world.identities.clone(), users: world.users.clone(), update_user: world.update_user() };
    let (status, body) = events::answer(&endpoint, event).await;
    (status.as_u16(), body)
}

#[tokio::test]
async fn admin_changes_address_and_password_of_any_user() {
    let world = World::default();
    let (status, body) = answer(&world, &events::event("admin/update")).await;
    assert_eq!((status, &body["data"]["email"]), (201, &json!("ada.king@example.com")));
    let (ada, new) = (world.ada().await, Email::parse("ada.king@example.com").unwrap());
    assert_eq!((&ada.record.email, &ada.identity.email), (&new, &new));
    assert_eq!((ada.record.full_name, ada.has_first_password), (fixtures::ada().full_name, false));
    assert!(world.identities.sign_in(&new, &fixtures::new_password()).await.is_ok());
}

#[tokio::test]
async fn user_changes_own_password_and_keeps_address() {
    let world = World::default();
    assert_eq!(answer(&world, &events::event("admin/update-own")).await.0, 201);
    let ada = world.ada().await;
    assert_eq!((ada.record.email, ada.has_first_password), (fixtures::ada().email, false));
}

#[tokio::test]
async fn other_user_gets_403_even_for_unknown_user() {
    let refused = (403, json!({ "status": "fail", "data": { "authorization": ["You may not do this."] } }));
    let mut event = events::event("admin/update-other");
    for id in ["7", "9", "99", "nonsense", "%00"] {
        event["pathParameters"]["id"] = id.into();
        assert_eq!(answer(&World::default(), &event).await, refused, "{id}");
    }
}

#[tokio::test]
async fn malformed_number_gets_404_for_admin() {
    let mut event = events::event("admin/update");
    event["pathParameters"]["id"] = "nonsense".into();
    let (status, body) = answer(&World::default(), &event).await;
    assert_eq!((status, body), (404, json!({ "status": "fail", "data": { "id": ["There is no such user."] } })));
}

#[tokio::test]
async fn a_refused_update_changes_nothing() {
    let world = World::default();
    let before = world.ada().await;
    for (event, status) in [
        ("admin/update-taken", 409),
        ("admin/update-bad-fields", 400),
        ("admin/update-broken-json", 400),
        ("admin/update-no-token", 401),
    ] {
        assert_eq!(answer(&world, &events::event(event)).await.0, status, "{event}");
        assert_eq!(world.ada().await, before, "{event}");
    }
}

#[tokio::test]
async fn failed_record_write_rolls_back_everything() {
    let world = World::default().breaking();
    let before = world.ada().await;
    let (status, body) = answer(&world, &events::event("admin/update")).await;
    let ours = json!({ "status": "error", "message": "Something went wrong on our side." });
    assert_eq!((status, body), (500, ours));
    assert_eq!(world.ada().await, before);
}

#[tokio::test]
async fn a_revoked_session_changes_nothing() {
    let revoked = User { revocations: Revocations::of_all(fixtures::NOW), ..fixtures::ada() };
    let world = World { users: Users::of([revoked]), ..World::default() };
    assert_eq!(answer(&world, &events::event("admin/update-own")).await.0, 401);
}

#[tokio::test]
async fn throttled_update_gets_429_and_changes_nothing() {
    let world = World::default().throttling();
    let before = world.ada().await;
    assert_eq!(answer(&world, &events::event("admin/update")).await.0, 429);
    assert_eq!(world.ada().await, before);
}

#[tokio::test]
async fn own_change_revokes_the_other_sessions() {
    let world = World::default();
    let other = world.identities.session(&fixtures::ada().id).claims;
    assert_eq!(answer(&world, &events::event("admin/update-own")).await.0, 201);
    assert!(world.is_signed_in(&fixtures::claims(&fixtures::ada(), &fixtures::session_id())).await);
    assert!(!world.is_signed_in(&other).await);
}

#[tokio::test]
async fn change_by_admin_revokes_every_session_of_the_user() {
    let world = World::default();
    assert_eq!(answer(&world, &events::event("admin/update")).await.0, 201);
    // The fixtures give the admin's session the same id.
    assert!(!world.is_signed_in(&fixtures::claims(&fixtures::ada(), &fixtures::session_id())).await);
    assert!(world.is_signed_in(&fixtures::claims(&admin(), &fixtures::session_id())).await);
}
