//! The events of the state `write-certificate`, each with the outcome stored beside it.

use usher_testkit::snapshots;
use usher_testkit::world::World;
use write_certificate::WriteCertificate;

#[tokio::test]
async fn each_event_gets_its_stored_outcome() {
    for event in ["tasks/write-certificate", "tasks/write-certificate-bad-id", "tasks/write-certificate-unreadable"] {
        let world = World::default();
        let task = WriteCertificate { evidence: world.evidence };
        snapshots::outcome(&task, event).await;
    }
}
