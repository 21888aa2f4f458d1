//! The events of the state `create-identity`, each with the outcome stored beside it.

use create_identity::CreateIdentityTask;
use usher_testkit::snapshots;
use usher_testkit::world::World;

#[tokio::test]
async fn each_event_gets_its_stored_outcome() {
    for event in ["tasks/create-identity", "tasks/create-identity-unsealed", "tasks/create-identity-spent-key"] {
        let world = World::empty();
        let task = CreateIdentityTask { seal: world.seal, identities: world.identities };
        snapshots::outcome(&task, event).await;
    }
}
