//! `GET /api/users/{id}` with in-memory ports.

use admin_get::AdminGet;
use serde_json::{Value, json};
use usher_domain::{Revocations, User, UserType};
use usher_testkit::events;
use usher_testkit::fixtures;
use usher_testkit::in_memory::Users;
use usher_testkit::world::{World, admin};

async fn answer(users: Users, id: &str) -> (u16, Value) {
    let endpoint = AdminGet { tokens: World::default().identities, users };
    let mut event = events::event("admin/get");
    event["pathParameters"]["id"] = id.into();
    let (status, body) = events::answer(&endpoint, &event).await;
    (status.as_u16(), body)
}

#[tokio::test]
async fn admin_gets_any_user_by_number() {
    let facility = User { user_type: UserType::Facility, ..fixtures::user() };
    let users = Users::of([admin(), facility.clone()]);
    let (status, body) = answer(users.clone(), &facility.number.to_string()).await;
    assert_eq!((status, &body["status"]), (200, &json!("success")));
    assert_eq!(
        body["data"],
        json!({
            "id": facility.number.get(), "accountId": facility.account_id.as_str(), "type": 2,
            "email": facility.email.as_str(), "createdAt": "2026-11-22T12:00:00.000Z",
            "updatedAt": "2026-11-22T12:00:00.000Z",
        })
    );
    assert_eq!(answer(users, "7").await.1["data"]["type"], 0);
}

#[tokio::test]
async fn unknown_number_gets_404_and_malformed_one_400() {
    let users = Users::of([admin()]);
    for (id, expected) in
        [("8", 404), ("9007199254740991", 404), ("9007199254740992", 400), ("0", 400), ("%37%00", 400)]
    {
        let (status, body) = answer(users.clone(), id).await;
        assert_eq!((status, &body["status"]), (expected, &json!("fail")), "{id}");
        assert!(body["data"]["id"].is_array(), "{id}");
    }
}

/// The answer to Ada, who is not an admin.
async fn answer_to_ada(users: Users, id: &str) -> (u16, Value) {
    let endpoint = AdminGet { tokens: World::default().identities, users };
    let mut event = events::event("admin/get-own");
    event["pathParameters"]["id"] = id.into();
    let (status, body) = events::answer(&endpoint, &event).await;
    (status.as_u16(), body)
}

#[tokio::test]
async fn user_gets_own_record_by_number() {
    let ada = fixtures::ada();
    let (status, body) = answer_to_ada(Users::of([ada.clone()]), &ada.number.to_string()).await;
    assert_eq!((status, &body["data"]["email"]), (200, &json!(ada.email.as_str())));
}

#[tokio::test]
async fn other_user_gets_403_even_for_unknown_id() {
    let refused = (403, json!({ "status": "fail", "data": { "authorization": ["You may not do this."] } }));
    for id in ["9", "99", "7", "0", "nonsense", "%00", ""] {
        let users = Users::of([fixtures::ada(), fixtures::grace(), admin()]);
        assert_eq!(answer_to_ada(users, id).await, refused, "{id}");
    }
}

#[tokio::test]
async fn demoted_admin_gets_only_own_record() {
    let demoted = User { user_type: UserType::Facility, ..admin() };
    for (id, expected) in [("7", 200), ("8", 403), ("nonsense", 403)] {
        assert_eq!(answer(Users::of([demoted.clone()]), id).await.0, expected, "{id}");
    }
    let revoked = User { revocations: Revocations::of_all(fixtures::NOW), ..admin() };
    assert_eq!(answer(Users::of([revoked]), "7").await.0, 401);
}
