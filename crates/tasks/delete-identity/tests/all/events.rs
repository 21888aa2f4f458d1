//! The events of the state `delete-identity`, each with the outcome stored beside it.

use delete_identity::DeleteIdentityTask;
use usher_testkit::snapshots;
use usher_testkit::world::World;

#[tokio::test]
async fn each_event_gets_its_stored_outcome() {
    for event in ["tasks/delete-identity", "tasks/delete-identity-unreadable"] {
        let world = World::default();
        let task = DeleteIdentityTask { identities: world.identities };
        snapshots::outcome(&task, event).await;
    }
}
