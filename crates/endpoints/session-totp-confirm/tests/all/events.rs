//! The events of `POST /api/user/mfa/totp/confirm/`, each with the answer stored beside it.

use session_totp_confirm::SessionTotpConfirm;
use usher_domain::authenticator::{Authenticator, AuthenticatorSeed};
use usher_testkit::in_memory::AuthenticatorSecrets;
use usher_testkit::world::World;
use usher_testkit::{fixtures, snapshots};

#[tokio::test]
async fn each_event_gets_its_stored_answer() {
    let pending = || World::with_authenticator(Authenticator::Pending(AuthenticatorSeed::from_random(7)));
    let on = Authenticator::On(fixtures::authenticator(&fixtures::ada().id));
    for (world, event) in [
        (pending(), "session/totp-confirm"),
        (pending(), "session/totp-confirm-wrong-code"),
        (pending(), "session/totp-confirm-recovery-code"),
        (pending(), "session/totp-confirm-missing-fields"),
        (pending(), "session/totp-confirm-wrong-type"),
        (pending(), "session/totp-confirm-broken-json"),
        (World::default(), "session/totp-confirm-not-set-up"),
        (World::with_authenticator(on), "session/totp-confirm-on"),
        (pending(), "session/totp-confirm-no-token"),
    ] {
        let endpoint = SessionTotpConfirm {
            tokens: world.identities,
            users: world.users,
            secrets: AuthenticatorSecrets,
            draw: || Ok(1 << 100),
        };
        snapshots::answer(&endpoint, event).await;
    }
}
