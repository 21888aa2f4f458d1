//! The state `hide-user` on in-memory ports.

use hide_user::HideUserTask;
use usher_domain::ports::{CheckTaken, DeleteUser, FindUser};
use usher_messages::Message;
use usher_testkit::world::World;
use usher_testkit::{events, fixtures};

#[tokio::test]
async fn only_that_user_is_hidden() {
    let (world, ada) = (World::default(), fixtures::ada());
    let task = HideUserTask { users: world.users.clone() };
    for _ in 0..2 {
        let output = events::outcome(&task, events::event("tasks/hide-user")).await.unwrap();
        assert_eq!(output.files_folder, Some(Message(ada.files_folder.clone())));
        assert_eq!(world.users.by_id(&ada.id).await.unwrap(), None);
        assert!(world.users.check_taken(&ada.email, None, fixtures::NOW).await.is_err());
        assert!(world.users.by_id(&fixtures::grace().id).await.unwrap().is_some());
    }
}

#[tokio::test]
async fn deleted_record_has_no_files_folder() {
    let world = World::default();
    world.users.delete(&fixtures::ada().id).await.unwrap();
    let task = HideUserTask { users: world.users };
    assert_eq!(events::outcome(&task, events::event("tasks/hide-user")).await.unwrap().files_folder, None);
}
