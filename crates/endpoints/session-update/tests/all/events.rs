//! The events of `PUT /api/user/update/`, each with the answer stored beside it.

use session_update::SessionUpdate;
use usher_lambda_kit::PublicAddress;
use usher_testkit::world::World;
use usher_testkit::{fixtures, snapshots};

#[tokio::test]
async fn each_event_gets_its_stored_answer() {
    for event in [
        "session/update",
        "session/update-form",
        "session/update-no-picture-any-more",
        "session/update-nothing",
        "session/update-not-a-picture",
        "session/update-bad-fields",
        "session/update-broken-json",
        "session/update-taken",
        "session/update-no-token",
    ] {
        let world = World::with_picture();
        let endpoint = SessionUpdate {
            address: PublicAddress::named(None),
            update_user: world.update_user(),
            tokens: world.identities,
            users: world.users,
            prepare: |uploaded| Ok(usher_picture::prepare(uploaded)),
            pictures: world.pictures,
            draw: || Ok(fixtures::uuid().as_u128()),
        };
        snapshots::answer(&endpoint, event).await;
    }
}
