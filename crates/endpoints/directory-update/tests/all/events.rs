//! The events of `PUT /user/{email}`, each with the answer stored beside it.

use directory_update::DirectoryUpdate;
use usher_testkit::world::World;
use usher_testkit::{fixtures, snapshots};

#[tokio::test]
async fn each_event_gets_its_stored_answer() {
    for event in [
        "directory/update",
        "directory/update-in-base64",
        "directory/update-other-as-admin",
        "directory/update-other",
        "directory/update-unknown-as-admin",
        "directory/update-bad-fields",
        "directory/update-broken-json",
        "directory/update-taken",
    ] {
        let world = World::default();
        let endpoint =
            DirectoryUpdate { issuer: fixtures::issuer(), update_user: world.update_user(), users: world.users };
        snapshots::answer(&endpoint, event).await;
    }
}
