//! The events of any other method on a path of the session document, each with the answer stored beside it.

use session_refuse_method::SessionRefuseMethod;
use usher_testkit::snapshots;

#[tokio::test]
async fn each_event_gets_its_stored_answer() {
    for event in [
        "session/refuse-method-login",
        "session/refuse-method-refresh",
        "session/refuse-method-media",
        "session/refuse-method-preflight",
    ] {
        snapshots::answer(&SessionRefuseMethod, event).await;
    }
}
