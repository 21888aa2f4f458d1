//! The events of `GET /user/{email}`, each with the answer stored beside it.

use directory_get::DirectoryGet;
use usher_testkit::world::World;
use usher_testkit::{fixtures, snapshots};

#[tokio::test]
async fn each_event_gets_its_stored_answer() {
    for event in
        ["directory/get", "directory/get-other-as-admin", "directory/get-other", "directory/get-unknown-as-admin"]
    {
        let world = World::default();
        let endpoint = DirectoryGet { issuer: fixtures::issuer(), users: world.users };
        snapshots::answer(&endpoint, event).await;
    }
}
