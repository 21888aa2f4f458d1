//! The events of the state `update-identity`, each with the outcome stored beside it.

use update_identity::UpdateIdentityTask;
use usher_testkit::snapshots;
use usher_testkit::world::World;

#[tokio::test]
async fn each_event_gets_its_stored_outcome() {
    for event in [
        "tasks/update-identity",
        "tasks/update-identity-rolls-back",
        "tasks/update-identity-taken",
        "tasks/update-identity-unknown",
        "tasks/update-identity-malformed",
    ] {
        let world = World::default();
        let task = UpdateIdentityTask { identities: world.identities };
        snapshots::outcome(&task, event).await;
    }
}
