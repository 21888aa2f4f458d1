//! The events of `DELETE /user/delete`, each with the answer stored beside it.

use account_delete::AccountDelete;
use usher_domain::use_cases::access::ErasingSignIn;
use usher_testkit::world::World;
use usher_testkit::{fixtures, snapshots};

#[tokio::test]
async fn each_event_gets_its_stored_answer() {
    for event in ["account/delete", "account/delete-not-signed-in"] {
        let world = World::default();
        let endpoint = AccountDelete {
            issuer: fixtures::issuer(),
            sign_in: ErasingSignIn::Any,
            users: world.users,
            erase_user: world.erasures,
        };
        snapshots::answer(&endpoint, event).await;
    }
}
