//! The events of `DELETE /user/{email}`, each with the answer stored beside it.

use directory_delete::DirectoryDelete;
use usher_domain::use_cases::access::ErasingSignIn;
use usher_testkit::world::World;
use usher_testkit::{fixtures, snapshots};

#[tokio::test]
async fn each_event_gets_its_stored_answer() {
    for event in [
        "directory/delete",
        "directory/delete-other-as-admin",
        "directory/delete-somebody-else",
        "directory/delete-unknown-as-admin",
    ] {
        let world = World::default();
        let endpoint = DirectoryDelete {
            issuer: fixtures::issuer(),
            sign_in: ErasingSignIn::Any,
            users: world.users,
            erase_user: world.erasures,
        };
        snapshots::answer(&endpoint, event).await;
    }
}
