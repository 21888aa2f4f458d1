//! The events of the state `queue-removal`, each with the outcome stored beside it.

use queue_removal::QueueRemovalTask;
use usher_testkit::snapshots;
use usher_testkit::world::World;

#[tokio::test]
async fn each_event_gets_its_stored_outcome() {
    for event in ["tasks/queue-removal", "tasks/queue-removal-bad-id", "tasks/queue-removal-unreadable"] {
        let world = World::default();
        let task = QueueRemovalTask { services: world.services, queue: world.removal_queue, evidence: world.evidence };
        snapshots::outcome(&task, event).await;
    }
}
