//! `GET /user/{email}` with in-memory ports.

use directory_get::DirectoryGet;
use serde_json::json;
use usher_domain::{User, UserType};
use usher_testkit::in_memory::Users;
use usher_testkit::{events, fixtures};

fn endpoint(users: impl IntoIterator<Item = User>) -> DirectoryGet<Users> {
    DirectoryGet { issuer: fixtures::issuer(), users: Users::of(users) }
}

#[tokio::test]
async fn user_gets_own_record() {
    let (status, body) = events::answer(&endpoint([fixtures::ada()]), &events::event("directory/get")).await;
    assert_eq!(status, 200);
    assert_eq!(
        body,
        json!({
            "id": fixtures::ada().id.as_str(), "number": 42, "account_id": "ada", "type": 1, "email": "ada@example.com",
            "full_name": "Ada Lovelace", "created_at": "2026-11-22T12:00:00.000Z", "updated_at": "2026-11-22T12:00:00.000Z",
        })
    );
}

#[tokio::test]
async fn other_user_gets_403_even_for_unknown_user() {
    let event = events::event("directory/get-other");
    let with_grace = events::answer(&endpoint([fixtures::ada(), fixtures::grace()]), &event).await;
    let without = events::answer(&endpoint([fixtures::ada()]), &event).await;
    assert_eq!(with_grace, without);
    assert_eq!(without.0, 403);
    assert_eq!(without.1, json!({ "message": "You may not do this.", "errors": {} }));
}

#[tokio::test]
async fn admin_gets_any_user_or_404() {
    let admin = User { user_type: UserType::Admin, ..fixtures::ada() };
    let event = events::event("directory/get-other");
    let (status, body) = events::answer(&endpoint([admin.clone(), fixtures::grace()]), &event).await;
    assert_eq!((status.as_u16(), &body["email"]), (200, &json!("grace@example.com")));
    let (status, body) = events::answer(&endpoint([admin]), &event).await;
    assert_eq!(status, 404);
    assert_eq!(body, json!({ "message": "There is no such user.", "errors": {} }));
}

#[tokio::test]
async fn caller_without_record_gets_401() {
    let (status, _) = events::answer(&endpoint([]), &events::event("directory/get")).await;
    assert_eq!(status, 401);
}
