//! The events of the state `update-user-record`, each with the outcome stored beside it.

use update_user_record::UpdateUserRecord;
use usher_domain::ports::LeaseUser;
use usher_domain::update::Lease;
use usher_testkit::world::World;
use usher_testkit::{fixtures, snapshots};

#[tokio::test]
async fn each_event_gets_its_stored_outcome() {
    for event in [
        "tasks/update-user-record",
        "tasks/update-user-record-not-held",
        "tasks/update-user-record-taken",
        "tasks/update-user-record-malformed",
        "tasks/update-user-record-revoking",
        "tasks/update-user-record-revoked-meanwhile",
        "tasks/update-user-record-bad-session",
    ] {
        let world = World::default();
        let lease = Lease { by: "7d0c2f6e-1b1a-4a39-8d67-6f2d1c9b5e10".to_owned(), from: fixtures::NOW };
        world.users.lease(&fixtures::ada().id, &lease).await.unwrap();
        let task = UpdateUserRecord { users: world.users };
        snapshots::outcome(&task, event).await;
    }
}
