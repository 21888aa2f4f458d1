//! The events of `POST /api/user/restore/`, each with the answer stored beside it.

use session_restore::SessionRestore;
use usher_testkit::snapshots;
use usher_testkit::world::World;

#[tokio::test]
async fn each_event_gets_its_stored_answer() {
    for event in [
        "session/restore",
        "session/restore-expired",
        "session/restore-forged",
        "session/restore-malformed-token",
        "session/restore-taken",
        "session/restore-weak-password",
        "session/restore-personal-password",
        "session/restore-missing-fields",
        "session/restore-wrong-type",
        "session/restore-broken-json",
    ] {
        let world = World::default();
        let endpoint = SessionRestore { update_user: world.update_user(), users: world.users, binder: world.links };
        snapshots::answer(&endpoint, event).await;
    }
}
