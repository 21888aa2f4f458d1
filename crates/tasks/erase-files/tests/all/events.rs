//! The events of the state `erase-files`, each with the outcome stored beside it.

use erase_files::EraseFilesTask;
use usher_testkit::behavior::Lockable;
use usher_testkit::world::World;
use usher_testkit::{fixtures, snapshots};

#[tokio::test]
async fn each_event_gets_its_stored_outcome() {
    for event in ["tasks/erase-files", "tasks/erase-files-no-folder", "tasks/erase-files-bad-folder"] {
        let world = World::erasing_ada().await;
        let task = EraseFilesTask { files: world.files, queue: world.removal_queue };
        snapshots::outcome(&task, event).await;
    }
}

#[tokio::test]
async fn locked_files_get_their_stored_outcome() {
    for event in ["tasks/erase-files-kept", "tasks/erase-files-kept-at-last"] {
        let world = World::erasing_ada().await;
        world.files.lock(&fixtures::ada().id, "letter.txt").await;
        let task = EraseFilesTask { files: world.files, queue: world.removal_queue };
        snapshots::outcome(&task, event).await;
    }
}
