//! The events of `GET /api/users`, each with the answer stored beside it.

use admin_list::AdminList;
use usher_testkit::snapshots;
use usher_testkit::world::World;

#[tokio::test]
async fn each_event_gets_its_stored_answer() {
    for event in [
        "admin/list",
        "admin/list-of-type",
        "admin/list-by-account-id",
        "admin/list-by-impossible-account-id",
        "admin/list-first-page",
        "admin/list-next-page",
        "admin/list-bad-query",
        "admin/list-unknown-parameter",
        "admin/list-as-ada",
        "admin/list-no-token",
    ] {
        let world = World::default();
        let endpoint = AdminList { tokens: world.identities, users: world.users };
        snapshots::answer(&endpoint, event).await;
    }
}
