//! The events of `DELETE /api/user/sessions/{id}/`, each with the answer stored beside it.

use session_revoke::SessionRevoke;
use usher_testkit::snapshots;
use usher_testkit::world::World;

#[tokio::test]
async fn each_event_gets_its_stored_answer() {
    for (world, event) in [
        (World::default(), "session/revoke"),
        (World::default(), "session/revoke-own"),
        (World::default(), "session/revoke-unknown"),
        (World::default(), "session/revoke-bad-id"),
        (World::default(), "session/revoke-no-token"),
        (World::signed_out(), "session/revoke-revoked"),
    ] {
        let endpoint = SessionRevoke { tokens: world.identities, users: world.users, sessions: world.session_list };
        snapshots::answer(&endpoint, event).await;
    }
}
