//! The events of the state `close-identity`, each with the outcome stored beside it.

use close_identity::CloseIdentity;
use usher_testkit::snapshots;
use usher_testkit::world::World;

#[tokio::test]
async fn each_event_gets_its_stored_outcome() {
    for event in ["tasks/close-identity", "tasks/close-identity-bad-id"] {
        let world = World::default();
        let task = CloseIdentity { identities: world.identities };
        snapshots::outcome(&task, event).await;
    }
}
