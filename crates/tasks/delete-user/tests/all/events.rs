//! The events of the state `delete-user`, each with the outcome stored beside it.

use delete_user::DeleteUserTask;
use usher_testkit::snapshots;
use usher_testkit::world::World;

#[tokio::test]
async fn each_event_gets_its_stored_outcome() {
    for event in ["tasks/delete-user", "tasks/delete-user-bad-id"] {
        let world = World::default();
        let task = DeleteUserTask { users: world.users };
        snapshots::outcome(&task, event).await;
    }
}
