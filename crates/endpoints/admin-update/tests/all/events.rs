//! The events of `PUT /api/users/profile/{id}`, each with the answer stored beside it.

use admin_update::AdminUpdate;
use usher_testkit::snapshots;
use usher_testkit::world::World;

#[tokio::test]
async fn each_event_gets_its_stored_answer() {
    for event in [
        "admin/update",
        "admin/update-own",
        "admin/update-other",
        "admin/update-unknown",
        "admin/update-bad-fields",
        "admin/update-broken-json",
        "admin/update-taken",
        "admin/update-no-token",
    ] {
        let world = World::default();
        let endpoint = AdminUpdate { update_user: world.update_user(), tokens: world.identities, users: world.users };
        snapshots::answer(&endpoint, event).await;
    }
}
