//! A failed update is rolled back. No other test can update while a permission is missing.

use image::ImageFormat;
use serde_json::{Value, json};
use usher_end_to_end::http::Caller;
use usher_end_to_end::operator::{Denied, places_of};
use usher_end_to_end::people::Person;
use usher_end_to_end::pictures;
use usher_end_to_end::stack::Stack;
use usher_testkit::fixtures;

/// The user in both stores.
fn state_of(caller: &Caller, bearer: &str) -> (Value, Value) {
    (caller.get("/user/profile", Some(bearer)).body, caller.get("/api/user/me/", Some(bearer)).body)
}

#[tokio::test]
async fn failed_update_changes_nothing() {
    let stack = Stack::under_test();
    let caller = Caller::of(&stack);
    for (function, action) in [
        ("update-user-record", "dynamodb:UpdateItem"),
        ("update-identity", "cognito-idp:AdminUpdateUserAttributes"),
        ("set-password", "cognito-idp:AdminSetUserPassword"),
        ("get-user", "dynamodb:UpdateItem"),
    ] {
        let person = Person::registered(&caller);
        let bearer = format!("Bearer {}", person.sign_in(&caller).access);
        let before = state_of(&caller, &bearer);
        let (email, pictures_before) = (fixtures::email(), pictures::version_count(&stack, "pictures/").await);
        let body = json!({
            "email": email.as_str(), "full_name": "Somebody Else", "password": "another password",
            "profile_pic": pictures::base64(&pictures::made(20, 20, ImageFormat::Png)),
        });

        let denied = Denied::new(&stack, function, action);
        let failed = caller.put("/api/user/update/", &bearer, &body);
        drop(denied);

        assert_eq!(failed.status, 500, "{function}: {failed:?}");
        // The rollback of update-identity needs no permission: it reads first, and finds nothing changed.
        assert_eq!(state_of(&caller, &bearer), before, "{function}");
        let _ = person.sign_in(&caller);
        let places = places_of(&stack, "rows,people", &[email.as_str()]);
        assert!(places.is_empty(), "{function}: {places:?}");
        assert_eq!(
            pictures::version_count(&stack, "pictures/").await,
            pictures_before,
            "{function}: the new picture is deleted"
        );
        let again = caller.put("/api/user/update/", &bearer, &body);
        assert_eq!(again.status, 200, "{function}: the record is free for the next update: {again:?}");
    }
}
