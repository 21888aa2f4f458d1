//! The events of `DELETE /api/user/mfa/totp/`, each with the answer stored beside it.

use session_totp_delete::SessionTotpDelete;
use usher_domain::authenticator::Authenticator;
use usher_testkit::in_memory::AuthenticatorSecrets;
use usher_testkit::world::World;
use usher_testkit::{fixtures, snapshots};

#[tokio::test]
async fn each_event_gets_its_stored_answer() {
    let on = || World::with_authenticator(Authenticator::On(fixtures::authenticator(&fixtures::ada().id)));
    let exhausted = World { attempts: World::exhausted().attempts, ..on() };
    for (world, event) in [
        (on(), "session/totp-delete"),
        (on(), "session/totp-delete-recovery-code"),
        (on(), "session/totp-delete-password"),
        (on(), "session/totp-delete-wrong-code"),
        (on(), "session/totp-delete-wrong-password"),
        (on(), "session/totp-delete-missing-fields"),
        (on(), "session/totp-delete-wrong-type"),
        (on(), "session/totp-delete-broken-json"),
        (exhausted, "session/totp-delete-too-many"),
        (on(), "session/totp-delete-no-token"),
    ] {
        let endpoint = SessionTotpDelete {
            failures: fixtures::failed_sign_ins(world.attempts),
            tokens: world.identities.clone(),
            users: world.users,
            secrets: AuthenticatorSecrets,
            sessions: world.identities,
        };
        snapshots::answer(&endpoint, event).await;
    }
}
