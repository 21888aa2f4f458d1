//! The events of `GET /api/user/me/`, each with the answer stored beside it.

use session_me::SessionMe;
use usher_lambda_kit::PublicAddress;
use usher_testkit::snapshots;
use usher_testkit::world::World;

#[tokio::test]
async fn each_event_gets_its_stored_answer() {
    for event in ["session/me", "session/me-bearer", "session/me-no-token", "session/me-refresh-token"] {
        let world = World::with_picture();
        let endpoint = SessionMe { address: PublicAddress::named(None), tokens: world.identities, users: world.users };
        snapshots::answer(&endpoint, event).await;
    }
}
