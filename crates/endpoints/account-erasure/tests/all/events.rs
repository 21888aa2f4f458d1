//! The events of `GET /user/erasure/{erasure_id}`, each with the answer stored beside it.

use usher_testkit::snapshots;

use crate::scene;

#[tokio::test]
async fn each_event_gets_its_stored_answer() {
    snapshots::answer(&scene::running().await, "account/erasure").await;
    snapshots::answer(&scene::failed().await, "account/erasure-failed").await;
    snapshots::answer(&scene::succeeded().await, "account/erasure-succeeded").await;
    snapshots::answer(&scene::succeeded().await, "account/erasure-unknown").await;
    snapshots::answer(&scene::succeeded().await, "account/erasure-malformed").await;
}
