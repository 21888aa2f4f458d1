//! The events of the state `erase-job-requests`, each with the outcome stored beside it.

use erase_job_requests::EraseJobRequests;
use usher_testkit::snapshots;
use usher_testkit::world::World;

#[tokio::test]
async fn each_event_gets_its_stored_outcome() {
    for event in ["tasks/erase-job-requests", "tasks/erase-job-requests-bad-id"] {
        let world = World::erasing_ada().await;
        let task = EraseJobRequests { rows: world.job_requests, queue: world.removal_queue };
        snapshots::outcome(&task, event).await;
    }
}
