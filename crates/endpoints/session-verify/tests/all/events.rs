//! The events of `POST /api/user/email/verify/`, each with the answer stored beside it.

use session_verify::SessionVerify;
use usher_testkit::snapshots;
use usher_testkit::world::World;

#[tokio::test]
async fn each_event_gets_its_stored_answer() {
    for event in [
        "session/verify",
        "session/verify-wrong-token",
        "session/verify-expired",
        "session/verify-malformed-token",
        "session/verify-missing-fields",
        "session/verify-wrong-type",
        "session/verify-broken-json",
    ] {
        let world = World::default();
        let endpoint = SessionVerify {
            update_user: world.update_user(),
            users: world.users,
            binder: world.links,
            links: world.mailed_links,
        };
        snapshots::answer(&endpoint, event).await;
    }
}
