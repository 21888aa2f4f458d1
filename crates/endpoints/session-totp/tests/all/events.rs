//! The events of `POST /api/user/mfa/totp/`, each with the answer stored beside it.

use session_totp::SessionTotp;
use usher_domain::authenticator::Authenticator;
use usher_testkit::in_memory::AuthenticatorSecrets;
use usher_testkit::world::World;
use usher_testkit::{fixtures, snapshots};

#[tokio::test]
async fn each_event_gets_its_stored_answer() {
    let on = Authenticator::On(fixtures::authenticator(&fixtures::ada().id));
    for (world, event) in [
        (World::default(), "session/totp"),
        (World::with_authenticator(on), "session/totp-on"),
        (World::default(), "session/totp-no-token"),
    ] {
        let endpoint = SessionTotp {
            product: "Usher".to_owned(),
            tokens: world.identities,
            users: world.users,
            secrets: AuthenticatorSecrets,
            draw: || Ok(7),
        };
        snapshots::answer(&endpoint, event).await;
    }
}
