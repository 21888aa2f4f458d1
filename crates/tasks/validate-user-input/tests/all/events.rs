//! The events of the state `validate-user-input`, each with the outcome stored beside it.

use usher_testkit::snapshots;
use validate_user_input::ValidateUserInput;

#[tokio::test]
async fn each_event_gets_its_stored_outcome() {
    for event in
        ["tasks/validate-user-input", "tasks/validate-user-input-changes", "tasks/validate-user-input-bad-fields"]
    {
        snapshots::outcome(&ValidateUserInput, event).await;
    }
}
