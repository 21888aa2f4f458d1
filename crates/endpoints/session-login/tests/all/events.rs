//! The events of `POST /api/user/login/`, each with the answer stored beside it.

use session_login::SessionLogin;
use usher_domain::TrustedProxies;
use usher_domain::use_cases::sign_in::EmailRequirement;
use usher_lambda_kit::PublicAddress;
use usher_testkit::in_memory::EmailHashes;
use usher_testkit::world::World;
use usher_testkit::{fixtures, snapshots};

#[tokio::test]
async fn each_event_gets_its_stored_answer() {
    for (world, event) in [
        (World::default(), "session/login"),
        (World::default(), "session/login-in-base64"),
        (World::default(), "session/login-wrong-password"),
        (World::default(), "session/login-unknown"),
        (World::default(), "session/login-missing-fields"),
        (World::default(), "session/login-broken-json"),
        (World::exhausted(), "session/login-too-many"),
    ] {
        let endpoint = SessionLogin {
            proxies: TrustedProxies::default(),
            limits: fixtures::sign_in_limits(),
            requirement: EmailRequirement::None,
            attempts: world.attempts,
            hashes: EmailHashes,
            address: PublicAddress::named(None),
            sessions: world.identities,
            users: world.users,
            list: world.session_list,
        };
        snapshots::answer(&endpoint, event).await;
    }
}
