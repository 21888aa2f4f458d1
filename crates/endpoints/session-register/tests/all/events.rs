//! The events of `POST /api/user/register/`, each with the answer stored beside it.

use session_register::SessionRegister;
use usher_domain::TrustedProxies;
use usher_lambda_kit::PublicAddress;
use usher_testkit::world::World;
use usher_testkit::{fixtures, snapshots};

#[tokio::test]
async fn each_event_gets_its_stored_answer() {
    for (world, event) in [
        (World::empty(), "session/register"),
        (World::empty(), "session/register-picture"),
        (World::empty(), "session/register-form"),
        (World::empty(), "session/register-not-a-picture"),
        (World::empty(), "session/register-broken-form"),
        (World::empty(), "session/register-bad-fields"),
        (World::empty(), "session/register-broken-json"),
        (World::default(), "session/register-taken"),
        (World::exhausted(), "session/register-too-many"),
    ] {
        let endpoint = SessionRegister {
            proxies: TrustedProxies::default(),
            limits: fixtures::registration_limits(),
            attempts: world.attempts.clone(),
            address: PublicAddress::named(None),
            register_user: world.register_user(),
            prepare: |uploaded| Ok(usher_picture::prepare(uploaded)),
            pictures: world.pictures,
            draw: || Ok(fixtures::uuid().as_u128()),
        };
        snapshots::answer(&endpoint, event).await;
    }
}
