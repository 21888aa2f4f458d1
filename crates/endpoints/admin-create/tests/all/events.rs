//! The events of `POST /api/users/create`, each with the answer stored beside it.

use admin_create::AdminCreate;
use usher_testkit::snapshots;
use usher_testkit::world::World;

#[tokio::test]
async fn each_event_gets_its_stored_answer() {
    for event in [
        "admin/create",
        "admin/create-in-base64",
        "admin/create-bad-fields",
        "admin/create-broken-json",
        "admin/create-account-id-taken",
        "admin/create-taken",
        "admin/create-as-ada",
        "admin/create-no-token",
    ] {
        let world = World::default();
        let endpoint =
            AdminCreate { register_user: world.register_user(), tokens: world.identities, users: world.users };
        snapshots::answer(&endpoint, event).await;
    }
}
