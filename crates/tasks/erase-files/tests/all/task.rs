//! The state `erase-files` on in-memory ports.

use erase_files::EraseFilesTask;
use serde_json::Value;
use usher_domain::ports::TrackErased;
use usher_testkit::behavior::{Belongings, Lockable};
use usher_testkit::in_memory::{Files, Pictures, RemovalQueue};
use usher_testkit::world::World;
use usher_testkit::{events, fixtures};

fn task(world: &World) -> EraseFilesTask<Files, RemovalQueue> {
    EraseFilesTask { files: world.files.clone(), queue: world.removal_queue.clone() }
}

/// The event of the state `erase-kept-files`.
fn at_last() -> Value {
    events::event("tasks/erase-files-kept-at-last")
}

#[tokio::test]
async fn every_version_and_picture_is_erased() {
    let world = World::erasing_ada().await;
    for _ in 0..2 {
        let erased = events::outcome(&task(&world), events::event("tasks/erase-files")).await.unwrap();
        assert_eq!(
            (erased.count, erased.has_more, erased.has_kept),
            (4, false, false),
            "a retry returns the same count"
        );
        assert_eq!(world.files.count(&fixtures::ada().id).await, 0);
        assert_eq!(world.pictures.names(), []);
    }
}

#[tokio::test]
async fn files_of_other_users_stay() {
    let (grace, hers) = (fixtures::grace(), fixtures::picture_of(&fixtures::grace()));
    let pictures = Pictures::of([(fixtures::picture(), vec![1]), (hers.clone(), vec![2])]);
    let queue = World::erasing_ada().await.removal_queue;
    let task = EraseFilesTask { files: Files::beside(&pictures).with(&grace.id, "notes.txt"), queue };
    let erased = events::outcome(&task, events::event("tasks/erase-files")).await.unwrap();
    assert_eq!((erased.count, erased.has_more), (1, false));
    assert_eq!((task.files.count(&grace.id).await, pictures.names()), (1, vec![hers]));
}

#[tokio::test]
async fn malformed_folder_erases_nothing() {
    let world = World::erasing_ada().await;
    let refused = events::outcome(&task(&world), events::event("tasks/erase-files-bad-folder")).await.unwrap_err();
    assert_eq!(refused.name(), "MalformedMessage");
    assert_eq!((world.files.count(&fixtures::ada().id).await, world.pictures.names().len()), (3, 1));
}

#[tokio::test]
async fn locked_file_blocks_nothing_else() {
    let (world, ada) = (World::erasing_ada().await, fixtures::ada().id);
    world.files.lock(&ada, "letter.txt").await;
    let erased = events::outcome(&task(&world), events::event("tasks/erase-files")).await.unwrap();
    assert_eq!((erased.count, erased.has_more, erased.has_kept), (3, false, true));
    assert_eq!((world.files.count(&ada).await, world.pictures.names().len()), (1, 0));
    let kept = world.removal_queue.kept_files(&ada).await.unwrap();
    assert_eq!((kept.count, kept.named[0].key.as_str()), (1, format!("users/{}/letter.txt", ada.as_str()).as_str()));
}

#[tokio::test]
async fn locked_file_fails_the_last_state() {
    let (world, ada) = (World::erasing_ada().await, fixtures::ada().id);
    world.files.lock(&ada, "letter.txt").await;
    for _ in 0..2 {
        let refused = events::outcome(&task(&world), at_last()).await.unwrap_err();
        assert_eq!(refused.name(), "FilesKept");
        assert_eq!(world.removal_queue.kept_files(&ada).await.unwrap().count, 1);
    }
    world.files.unlock(&ada, "letter.txt").await;
    let erased = events::outcome(&task(&world), at_last()).await.unwrap();
    assert_eq!((erased.count, erased.has_kept), (4, false));
    assert!(world.removal_queue.kept_files(&ada).await.unwrap().is_empty());
}
