//! The events of `GET /user/remove`, each with the answer stored beside it.

use removal_page::RemovalPage;
use usher_testkit::snapshots;

#[tokio::test]
async fn each_event_gets_its_stored_answer() {
    for event in ["removal/page", "removal/page-malformed", "removal/page-no-query"] {
        snapshots::answer(&RemovalPage, event).await;
    }
}
