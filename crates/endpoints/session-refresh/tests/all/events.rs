//! The events of `POST /api/user/refresh/`, each with the answer stored beside it.

use session_refresh::SessionRefresh;
use usher_testkit::snapshots;
use usher_testkit::world::World;

#[tokio::test]
async fn each_event_gets_its_stored_answer() {
    for event in
        ["session/refresh", "session/refresh-access-token", "session/refresh-wrong-type", "session/refresh-broken-json"]
    {
        let world = World::default();
        let endpoint = SessionRefresh { sessions: world.identities, users: world.users, list: world.session_list };
        snapshots::answer(&endpoint, event).await;
    }
}
