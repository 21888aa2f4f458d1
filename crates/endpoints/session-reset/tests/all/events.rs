//! The events of `POST /api/user/password/reset/`, each with the answer stored beside it.

use session_reset::SessionReset;
use usher_testkit::world::World;
use usher_testkit::{fixtures, snapshots};

#[tokio::test]
async fn each_event_gets_its_stored_answer() {
    for (world, event) in [
        (World::default(), "session/reset"),
        (World::default(), "session/reset-unknown"),
        (World::default(), "session/reset-bad-address"),
        (World::default(), "session/reset-missing-fields"),
        (World::default(), "session/reset-wrong-type"),
        (World::default(), "session/reset-broken-json"),
        (World::exhausted(), "session/reset-too-many"),
    ] {
        let endpoint = SessionReset {
            mails: fixtures::requested_mails(fixtures::mail_limits(), world.attempts),
            mailer: world.link_requests,
        };
        snapshots::answer(&endpoint, event).await;
    }
}
