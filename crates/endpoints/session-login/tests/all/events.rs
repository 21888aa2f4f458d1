//! The events of `POST /api/user/login/`, each with the answer stored beside it.

use session_login::SessionLogin;
use usher_domain::authenticator::Authenticator;
use usher_domain::use_cases::sign_in::EmailRequirement;
use usher_lambda_kit::PublicAddress;
use usher_testkit::in_memory::AuthenticatorSecrets;
use usher_testkit::world::World;
use usher_testkit::{fixtures, snapshots};

#[tokio::test]
async fn each_event_gets_its_stored_answer() {
    let on = || World::with_authenticator(Authenticator::On(fixtures::authenticator(&fixtures::ada().id)));
    for (world, event) in [
        (World::default(), "session/login"),
        (World::default(), "session/login-in-base64"),
        (World::default(), "session/login-wrong-password"),
        (World::default(), "session/login-unknown"),
        (World::default(), "session/login-missing-fields"),
        (World::default(), "session/login-broken-json"),
        (World::exhausted(), "session/login-too-many"),
        (on(), "session/login-otp"),
        (on(), "session/login-recovery-code"),
        (on(), "session/login-otp-missing"),
        (on(), "session/login-otp-wrong"),
        (on(), "session/login-otp-malformed"),
    ] {
        let endpoint = SessionLogin {
            failures: fixtures::failed_sign_ins(world.attempts),
            requirement: EmailRequirement::None,
            address: PublicAddress::named(None),
            sessions: world.identities,
            users: world.users,
            secrets: AuthenticatorSecrets,
            list: world.session_list,
        };
        snapshots::answer(&endpoint, event).await;
    }
}
