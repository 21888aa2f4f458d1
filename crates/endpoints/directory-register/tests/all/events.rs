//! The events of `POST /register`, each with the answer stored beside it.

use directory_register::DirectoryRegister;
use usher_domain::TrustedProxies;
use usher_testkit::world::World;
use usher_testkit::{fixtures, snapshots};

#[tokio::test]
async fn each_event_gets_its_stored_answer() {
    for (world, event) in [
        (World::empty(), "directory/register"),
        (World::empty(), "directory/register-in-base64"),
        (World::empty(), "directory/register-bad-fields"),
        (World::empty(), "directory/register-easy-to-guess"),
        (World::empty(), "directory/register-own-name-as-password"),
        (World::empty(), "directory/register-broken-json"),
        (World::default(), "directory/register-taken"),
        (World::default(), "directory/register-account-id-taken"),
        (World::exhausted(), "directory/register-too-many"),
    ] {
        let endpoint = DirectoryRegister {
            proxies: TrustedProxies::default(),
            limits: fixtures::registration_limits(),
            register_user: world.register_user(),
            attempts: world.attempts,
        };
        snapshots::answer(&endpoint, event).await;
    }
}
