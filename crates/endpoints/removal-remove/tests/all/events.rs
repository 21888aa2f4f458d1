//! The events of `POST /user/remove`, each with the answer stored beside it.

use removal_remove::RemovalRemove;
use usher_testkit::snapshots;
use usher_testkit::world::World;

#[tokio::test]
async fn each_event_gets_its_stored_answer() {
    for event in [
        "removal/remove",
        "removal/remove-misspelt",
        "removal/remove-form",
        "removal/remove-wrong-token",
        "removal/remove-form-wrong-token",
        "removal/remove-somebody-else",
        "removal/remove-expired",
        "removal/remove-broken-json",
    ] {
        let world = World::default();
        let endpoint = RemovalRemove {
            requests: world.removal_queue,
            links: world.links,
            erase_user: world.erasures,
            users: world.users,
        };
        snapshots::answer(&endpoint, event).await;
    }
}
