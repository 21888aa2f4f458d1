//! The events of the state `set-password`, each with the outcome stored beside it.

use set_password::SetPasswordTask;
use usher_testkit::snapshots;
use usher_testkit::world::World;

#[tokio::test]
async fn each_event_gets_its_stored_outcome() {
    for event in [
        "tasks/set-password",
        "tasks/set-password-unsealed",
        "tasks/set-password-spent-key",
        "tasks/set-password-unknown",
    ] {
        let world = World::default();
        let task = SetPasswordTask { seal: world.seal, identities: world.identities };
        snapshots::outcome(&task, event).await;
    }
}
