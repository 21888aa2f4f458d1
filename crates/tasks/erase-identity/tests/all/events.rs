//! The events of the state `erase-identity`, each with the outcome stored beside it.

use erase_identity::EraseIdentityTask;
use usher_testkit::snapshots;
use usher_testkit::world::World;

#[tokio::test]
async fn each_event_gets_its_stored_outcome() {
    for event in ["tasks/erase-identity", "tasks/erase-identity-bad-id"] {
        let world = World::default();
        let task = EraseIdentityTask { identities: world.identities };
        snapshots::outcome(&task, event).await;
    }
}
