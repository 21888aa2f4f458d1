//! The events of `POST /api/user/password/change/`, each with the answer stored beside it.

use session_new_password::SessionNewPassword;
use usher_testkit::world::World;
use usher_testkit::{fixtures, snapshots};

#[tokio::test]
async fn each_event_gets_its_stored_answer() {
    for (world, event) in [
        (World::default(), "session/new-password"),
        (World::default(), "session/new-password-wrong-password"),
        (World::default(), "session/new-password-weak-password"),
        (World::default(), "session/new-password-personal-password"),
        (World::default(), "session/new-password-missing-fields"),
        (World::default(), "session/new-password-wrong-type"),
        (World::default(), "session/new-password-broken-json"),
        (World::exhausted(), "session/new-password-too-many"),
        (World::default(), "session/new-password-no-token"),
        (World::signed_out(), "session/new-password-revoked"),
    ] {
        let endpoint = SessionNewPassword {
            update_user: world.update_user(),
            failures: fixtures::failed_sign_ins(world.attempts),
            tokens: world.identities.clone(),
            users: world.users,
            sessions: world.identities,
        };
        snapshots::answer(&endpoint, event).await;
    }
}
