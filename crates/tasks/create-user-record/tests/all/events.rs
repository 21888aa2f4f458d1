//! The events of the state `create-user-record`, each with the outcome stored beside it.

use create_user_record::CreateUserRecord;
use usher_testkit::in_memory::Users;
use usher_testkit::{fixtures, snapshots};

#[tokio::test]
async fn each_event_gets_its_stored_outcome() {
    for event in ["tasks/create-user-record", "tasks/create-user-record-taken", "tasks/create-user-record-bad-id"] {
        let users = Users::of([fixtures::grace()]);
        let task = CreateUserRecord { users, draw: || Ok(fixtures::uuid().as_u128()) };
        snapshots::outcome(&task, event).await;
    }
}
