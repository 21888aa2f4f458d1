//! The events of `POST /user/request_removal`, each with the answer that lies beside it.

use removal_request::RemovalRequest;
use usher_lambda_kit::PublicAddress;
use usher_testkit::snapshots;
use usher_testkit::world::World;

#[tokio::test]
async fn each_event_gets_the_answer_beside_it() {
    for event in [
        "removal/request",
        "removal/request-in-base64",
        "removal/request-in-capitals",
        "removal/request-just-mailed",
        "removal/request-unknown",
        "removal/request-malformed",
        "removal/request-broken-json",
    ] {
        let world = World::default();
        let endpoint = RemovalRequest {
            address: PublicAddress::named(None),
            users: world.users,
            links: world.links,
            requests: world.removal_queue,
            mail: world.mail,
        };
        snapshots::answer(&endpoint, event).await;
    }
}
