//! The events of `report-failed-erasure`, each with the outcome stored beside it.

use report_failed_erasure::ReportFailedErasure;
use usher_testkit::snapshots;
use usher_testkit::world::World;

#[tokio::test]
async fn each_event_gets_its_stored_outcome() {
    for event in [
        "tasks/report-failed-erasure",
        "tasks/report-failed-erasure-bad-input",
        "tasks/report-failed-erasure-unreadable",
    ] {
        let world = World::erasing_ada().await;
        let task = ReportFailedErasure { queue: world.removal_queue, history: world.erasures, mail: world.mail };
        snapshots::outcome(&task, event).await;
    }
}
