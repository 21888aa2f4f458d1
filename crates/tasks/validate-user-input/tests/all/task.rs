//! The state `validate-user-input`.

use serde_json::{Value, json, to_value};
use usher_testkit::events;
use validate_user_input::ValidateUserInput;

#[tokio::test]
async fn input_is_normalized_idempotently() {
    let once = to_value(events::outcome(&ValidateUserInput, events::event("tasks/validate-user-input")).await.unwrap())
        .unwrap();
    assert_eq!(once["registration"]["email"], "ada@example.com");
    let twice = to_value(events::outcome(&ValidateUserInput, once.clone()).await.unwrap()).unwrap();
    assert_eq!(once, twice);
}

#[tokio::test]
async fn changes_are_normalized_and_get_the_time() {
    let event = events::event("tasks/validate-user-input-changes");
    let changes = to_value(events::outcome(&ValidateUserInput, event).await.unwrap()).unwrap();
    let expected = json!({
        "email": "ada.king@example.com", "full_name": "Ada King", "picture": null, "updated_at": "2026-11-22T12:00:00.000Z",
    });
    assert_eq!(changes, json!({ "changes": expected }));
}

#[tokio::test]
async fn invalid_or_malformed_input_is_refused() {
    let invalid = events::event("tasks/validate-user-input-bad-fields");
    for (event, name) in [(invalid, "InvalidInput"), (Value::Null, "MalformedMessage")] {
        let refused = events::outcome(&ValidateUserInput, event).await.unwrap_err();
        assert_eq!(refused.name(), name);
    }
}
