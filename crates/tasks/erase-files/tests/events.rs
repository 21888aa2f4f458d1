//! The events of the state `erase-files`, each with the outcome that lies beside it.

use erase_files::EraseFilesTask;
use usher_testkit::snapshots;
use usher_testkit::world::World;

#[tokio::test]
async fn each_event_gets_the_outcome_beside_it() {
    for event in ["tasks/erase-files", "tasks/erase-files-no-folder", "tasks/erase-files-bad-folder"] {
        let world = World::with_picture();
        let task = EraseFilesTask { files: world.files };
        snapshots::outcome(&task, event).await;
    }
}
