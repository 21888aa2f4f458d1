//! The events of `GET /user/profile`, each with the answer stored beside it.

use account_profile::AccountProfile;
use usher_testkit::world::World;
use usher_testkit::{fixtures, snapshots};

#[tokio::test]
async fn each_event_gets_its_stored_answer() {
    for event in ["account/profile", "account/profile-id-token"] {
        let world = World::default();
        let endpoint = AccountProfile {
            issuer: fixtures::issuer(),
            terms: fixtures::terms().versions(),
            users: world.users,
            identities: world.identities,
        };
        snapshots::answer(&endpoint, event).await;
    }
}
