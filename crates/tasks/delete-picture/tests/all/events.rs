//! The events of the state `delete-picture`, each with the outcome stored beside it.

use delete_picture::DeletePictureTask;
use usher_testkit::snapshots;
use usher_testkit::world::World;

#[tokio::test]
async fn each_event_gets_its_stored_outcome() {
    for event in ["tasks/delete-picture", "tasks/delete-picture-bad-name", "tasks/delete-picture-unreadable"] {
        let world = World::with_picture();
        let task = DeletePictureTask { pictures: world.pictures };
        snapshots::outcome(&task, event).await;
    }
}
