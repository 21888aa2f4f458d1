//! The events of `POST /api/user/email/verify/send/`, each with the answer stored beside it.

use session_verify_send::SessionVerifySend;
use usher_testkit::world::World;
use usher_testkit::{fixtures, snapshots};

#[tokio::test]
async fn each_event_gets_its_stored_answer() {
    for (world, event) in [
        (World::default(), "session/verify-send"),
        (World::default(), "session/verify-send-unknown"),
        (World::default(), "session/verify-send-bad-address"),
        (World::default(), "session/verify-send-missing-fields"),
        (World::default(), "session/verify-send-wrong-type"),
        (World::default(), "session/verify-send-broken-json"),
        (World::exhausted(), "session/verify-send-too-many"),
    ] {
        let endpoint = SessionVerifySend {
            mails: fixtures::requested_mails(fixtures::mail_limits(), world.attempts),
            mailer: world.link_requests,
        };
        snapshots::answer(&endpoint, event).await;
    }
}
