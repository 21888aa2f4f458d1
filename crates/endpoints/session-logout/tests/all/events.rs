//! The events of `POST /api/user/logout/`, each with the answer stored beside it.

use session_logout::SessionLogout;
use usher_testkit::snapshots;
use usher_testkit::world::World;

#[tokio::test]
async fn each_event_gets_its_stored_answer() {
    for (world, event) in [
        (World::default(), "session/logout"),
        (World::default(), "session/logout-all"),
        (World::default(), "session/logout-no-body"),
        (World::default(), "session/logout-wrong-type"),
        (World::default(), "session/logout-broken-json"),
        (World::default(), "session/logout-no-token"),
        (World::signed_out(), "session/logout-revoked"),
    ] {
        let endpoint =
            SessionLogout { tokens: world.identities.clone(), users: world.users, identities: world.identities };
        snapshots::answer(&endpoint, event).await;
    }
}
