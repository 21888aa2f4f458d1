//! The events of `DELETE /api/users/delete/{id}`, each with the answer stored beside it.

use admin_delete::AdminDelete;
use usher_domain::use_cases::access::ErasingSignIn;
use usher_testkit::snapshots;
use usher_testkit::world::World;

#[tokio::test]
async fn each_event_gets_its_stored_answer() {
    for event in [
        "admin/delete",
        "admin/delete-own",
        "admin/delete-last-admin",
        "admin/delete-unknown",
        "admin/delete-bad-id",
        "admin/delete-as-ada",
        "admin/delete-no-token",
    ] {
        let world = World::default();
        let endpoint = AdminDelete {
            tokens: world.identities,
            sign_in: ErasingSignIn::Any,
            users: world.users,
            erase_user: world.erasures,
        };
        snapshots::answer(&endpoint, event).await;
    }
}
