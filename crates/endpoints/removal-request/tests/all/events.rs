//! The events of `POST /user/request_removal`, each with the answer stored beside it.

use removal_request::RemovalRequest;
use usher_lambda_kit::PublicAddress;
use usher_testkit::world::World;
use usher_testkit::{fixtures, snapshots};

#[tokio::test]
async fn each_event_gets_its_stored_answer() {
    for (world, event) in [
        (World::default(), "removal/request"),
        (World::default(), "removal/request-in-base64"),
        (World::default(), "removal/request-in-capitals"),
        (World::default(), "removal/request-just-mailed"),
        (World::default(), "removal/request-unknown"),
        (World::default(), "removal/request-malformed"),
        (World::default(), "removal/request-broken-json"),
        (World::exhausted(), "removal/request-too-many"),
    ] {
        let endpoint = RemovalRequest {
            mails: fixtures::requested_mails(fixtures::mail_limits(), world.attempts),
            address: PublicAddress::named(None),
            users: world.users,
            links: world.links,
            requests: world.removal_queue,
            mail: world.mail,
        };
        snapshots::answer(&endpoint, event).await;
    }
}
