//! The events of the state `check-existing-user`, each with the outcome stored beside it.

use check_existing_user::CheckExistingUser;
use usher_testkit::snapshots;
use usher_testkit::world::World;

#[tokio::test]
async fn each_event_gets_its_stored_outcome() {
    for (world, event) in [
        (World::empty(), "tasks/check-existing-user"),
        (World::empty(), "tasks/check-existing-user-unreadable"),
        (World::default(), "tasks/check-existing-user-taken"),
    ] {
        let task = CheckExistingUser { users: world.users };
        snapshots::outcome(&task, event).await;
    }
}
