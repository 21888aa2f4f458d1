//! The state `erase-files` on in-memory ports.

use erase_files::EraseFilesTask;
use usher_testkit::behaviour::Belongings;
use usher_testkit::in_memory::{Files, Pictures};
use usher_testkit::world::World;
use usher_testkit::{events, fixtures};

#[tokio::test]
async fn run_twice_it_removes_every_version_and_every_picture_of_that_user() {
    let world = World::with_picture();
    let task = EraseFilesTask { files: world.files };
    for expected in [4, 0] {
        let erased = events::outcome(&task, events::event("tasks/erase-files")).await.unwrap();
        assert_eq!((erased.count, erased.has_more), (expected, false));
        assert_eq!(task.files.count(&fixtures::ada().id).await, 0);
        assert_eq!(world.pictures.names(), []);
    }
}

#[tokio::test]
async fn what_belongs_to_others_stays() {
    let (grace, hers) = (fixtures::grace(), fixtures::picture_of(&fixtures::grace()));
    let pictures = Pictures::of([(fixtures::picture(), vec![1]), (hers.clone(), vec![2])]);
    let task = EraseFilesTask { files: Files::beside(&pictures).with(&grace.id, "notes.txt") };
    let erased = events::outcome(&task, events::event("tasks/erase-files")).await.unwrap();
    assert_eq!((erased.count, erased.has_more), (1, false));
    assert_eq!((task.files.count(&grace.id).await, pictures.names()), (1, vec![hers]));
}

#[tokio::test]
async fn a_folder_that_is_none_removes_nothing() {
    let world = World::with_picture();
    let task = EraseFilesTask { files: world.files };
    let refused = events::outcome(&task, events::event("tasks/erase-files-bad-folder")).await.unwrap_err();
    assert_eq!(refused.name(), "Unavailable");
    assert_eq!((task.files.count(&fixtures::ada().id).await, world.pictures.names().len()), (3, 1));
}
