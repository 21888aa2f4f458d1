//! The events of `POST /api/user/password/reset/confirm/`, each with the answer stored beside it.

use session_reset_confirm::SessionResetConfirm;
use usher_testkit::snapshots;
use usher_testkit::world::World;

#[tokio::test]
async fn each_event_gets_its_stored_answer() {
    for event in [
        "session/reset-confirm",
        "session/reset-confirm-wrong-token",
        "session/reset-confirm-expired",
        "session/reset-confirm-malformed-token",
        "session/reset-confirm-missing-fields",
        "session/reset-confirm-wrong-type",
        "session/reset-confirm-broken-json",
        "session/reset-confirm-weak-password",
        "session/reset-confirm-personal-password",
    ] {
        let world = World::default();
        let endpoint = SessionResetConfirm {
            update_user: world.update_user(),
            users: world.users,
            binder: world.links,
            links: world.mailed_links,
        };
        snapshots::answer(&endpoint, event).await;
    }
}
