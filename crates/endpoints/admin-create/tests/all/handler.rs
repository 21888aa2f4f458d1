//! `POST /api/users/create` with in-memory ports.

use admin_create::AdminCreate;
use serde_json::{Value, json};
use usher_domain::ports::{FindUser, SignIn};
use usher_domain::{AccountId, Email};
use usher_testkit::world::World;
use usher_testkit::{events, fixtures};

async fn answer(world: &World, event: &Value) -> (u16, Value) {
    let endpoint = AdminCreate {
        tokens: world.identities.clone(),
        users: world.users.clone(),
        register_user: world.register_user(),
    };
    let (status, body) = events::answer(&endpoint, event).await;
    (status.as_u16(), body)
}

fn marie() -> Email {
    Email::parse("marie@example.com").unwrap()
}

#[tokio::test]
async fn admin_creates_users_of_each_type() {
    let given = [json!("0"), json!(0), json!("1"), json!(1), json!("2"), json!(2)];
    for (user_type, code) in given.into_iter().zip([0, 0, 1, 1, 2, 2]) {
        let world = World::default();
        let body = json!({
            "userId": "Marie", "password": "correct horse battery", "userType": user_type, "email": "Marie@Example.com",
        });
        let event = events::with_body(events::event("admin/create"), &body.to_string());
        let (status, body) = answer(&world, &event).await;
        let user = world.users.by_email(&marie()).await.unwrap().unwrap();
        let row = json!({
            "id": user.number.get(), "accountId": "marie", "type": code, "email": "marie@example.com",
            "createdAt": "2026-11-22T12:00:00.000Z", "updatedAt": "2026-11-22T12:00:00.000Z",
        });
        assert_eq!((status, body), (201, json!({ "status": "success", "data": row })));
        let session = world.identities.sign_in(&marie(), &fixtures::password()).await.unwrap();
        assert_eq!(session.claims.user_id, user.id);
    }
}

#[tokio::test]
async fn refused_request_creates_no_user() {
    for (event, status) in [
        ("admin/create-account-id-taken", 409),
        ("admin/create-taken", 409),
        ("admin/create-bad-fields", 400),
        ("admin/create-broken-json", 400),
        ("admin/create-as-ada", 403),
        ("admin/create-no-token", 401),
    ] {
        let world = World::default();
        assert_eq!(answer(&world, &events::event(event)).await.0, status, "{event}");
        let account_id = AccountId::parse("marie").unwrap();
        assert_eq!(world.users.by_email(&marie()).await.unwrap(), None, "{event}");
        assert_eq!(world.users.by_account_id(&account_id).await.unwrap(), None, "{event}");
        assert_eq!(world.identities.count(), World::default().identities.count(), "{event}");
    }
}

#[tokio::test]
async fn failed_record_write_leaves_no_identity() {
    let world = World::default();
    let (status, body) = answer(&world.clone().breaking(), &events::event("admin/create")).await;
    let ours = json!({ "status": "error", "message": "Something went wrong on our side." });
    assert_eq!((status, body), (500, ours));
    assert!(world.identities.sign_in(&marie(), &fixtures::password()).await.is_err());
    assert_eq!(answer(&world, &events::event("admin/create")).await.0, 201);
}

#[tokio::test]
async fn non_admin_gets_403_even_for_invalid_body() {
    let event = events::with_body(events::event("admin/create-as-ada"), "{");
    assert_eq!(answer(&World::default(), &event).await.0, 403);
}

#[tokio::test]
async fn throttled_registration_gets_429() {
    let world = World::default().throttling();
    let people = world.identities.count();
    assert_eq!(answer(&world, &events::event("admin/create")).await.0, 429);
    assert_eq!(world.identities.count(), people);
}
