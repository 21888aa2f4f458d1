//! The events of `POST /api/users/logout/{id}`, each with the answer stored beside it.

use admin_logout::AdminLogout;
use usher_testkit::snapshots;
use usher_testkit::world::World;

#[tokio::test]
async fn each_event_gets_its_stored_answer() {
    for event in [
        "admin/logout",
        "admin/logout-own",
        "admin/logout-unknown",
        "admin/logout-bad-id",
        "admin/logout-as-ada",
        "admin/logout-no-token",
    ] {
        let world = World::default();
        let endpoint = AdminLogout {
            tokens: world.identities.clone(),
            users: world.users.clone(),
            identities: world.identities.clone(),
        };
        snapshots::answer(&endpoint, event).await;
    }
}
