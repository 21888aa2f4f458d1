//! The events of `POST /api/user/login/`, each with the answer that lies beside it.

use session_login::SessionLogin;
use usher_lambda_kit::PublicAddress;
use usher_testkit::snapshots;
use usher_testkit::world::World;

#[tokio::test]
async fn each_event_gets_the_answer_beside_it() {
    for event in [
        "session/login",
        "session/login-in-base64",
        "session/login-wrong-password",
        "session/login-unknown",
        "session/login-missing-fields",
        "session/login-broken-json",
    ] {
        let world = World::default();
        let endpoint =
            SessionLogin { address: PublicAddress::named(None), sessions: world.identities, users: world.users };
        snapshots::answer(&endpoint, event).await;
    }
}
