//! The events of the state `hide-user`, each with the outcome stored beside it.

use hide_user::HideUserTask;
use usher_testkit::snapshots;
use usher_testkit::world::World;

#[tokio::test]
async fn each_event_gets_its_stored_outcome() {
    for event in ["tasks/hide-user", "tasks/hide-user-unknown", "tasks/hide-user-bad-id", "tasks/hide-user-unreadable"]
    {
        let world = World::default();
        let task = HideUserTask { users: world.users };
        snapshots::outcome(&task, event).await;
    }
}
