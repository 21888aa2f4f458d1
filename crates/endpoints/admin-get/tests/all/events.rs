//! The events of `GET /api/users/{id}`, each with the answer stored beside it.

use admin_get::AdminGet;
use usher_testkit::snapshots;
use usher_testkit::world::World;

#[tokio::test]
async fn each_event_gets_its_stored_answer() {
    for event in [
        "admin/get",
        "admin/get-own",
        "admin/get-unknown",
        "admin/get-bad-id",
        "admin/get-as-ada",
        "admin/get-no-token",
    ] {
        let world = World::default();
        let endpoint = AdminGet { tokens: world.identities, users: world.users };
        snapshots::answer(&endpoint, event).await;
    }
}
