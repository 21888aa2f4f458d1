//! The events of the state `get-user`, each with the outcome stored beside it.

use get_user::GetUser;
use usher_testkit::snapshots;
use usher_testkit::world::World;

#[tokio::test]
async fn each_event_gets_its_stored_outcome() {
    for event in [
        "tasks/get-user",
        "tasks/get-user-new-address",
        "tasks/get-user-taken",
        "tasks/get-user-unknown",
        "tasks/get-user-bad-id",
        "tasks/get-user-unreadable",
    ] {
        let world = World::default();
        let task = GetUser { users: world.users };
        snapshots::outcome(&task, event).await;
    }
}
