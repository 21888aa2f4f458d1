//! The events of `POST /user/update`, each with the answer stored beside it.

use account_update::AccountUpdate;
use usher_testkit::world::World;
use usher_testkit::{fixtures, snapshots};

#[tokio::test]
async fn each_event_gets_its_stored_answer() {
    for event in [
        "account/update",
        "account/update-in-base64",
        "account/update-nothing",
        "account/update-bad-fields",
        "account/update-broken-json",
        "account/update-taken",
    ] {
        let world = World::default();
        let endpoint =
            AccountUpdate { issuer: fixtures::issuer(), update_user: world.update_user(), users: world.users };
        snapshots::answer(&endpoint, event).await;
    }
}
