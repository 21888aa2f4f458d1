//! The events of `GET /api/user/sessions/`, each with the answer stored beside it.

use session_list::SessionList;
use usher_testkit::snapshots;
use usher_testkit::world::World;

#[tokio::test]
async fn each_event_gets_its_stored_answer() {
    for (world, event) in [
        (World::default(), "session/list"),
        (World::default(), "session/list-head"),
        (World::default(), "session/list-no-token"),
        (World::default(), "session/list-refresh-token"),
        (World::signed_out(), "session/list-revoked"),
    ] {
        let endpoint = SessionList { tokens: world.identities, users: world.users, sessions: world.session_list };
        snapshots::answer(&endpoint, event).await;
    }
}
