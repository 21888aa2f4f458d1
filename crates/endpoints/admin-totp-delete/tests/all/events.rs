//! The events of `DELETE /api/users/mfa/totp/{id}`, each with the answer stored beside it.

use admin_totp_delete::AdminTotpDelete;
use usher_testkit::snapshots;
use usher_testkit::world::World;

#[tokio::test]
async fn each_event_gets_its_stored_answer() {
    for event in [
        "admin/totp-delete",
        "admin/totp-delete-own",
        "admin/totp-delete-unknown",
        "admin/totp-delete-bad-id",
        "admin/totp-delete-as-ada",
        "admin/totp-delete-no-token",
    ] {
        let world = World::default();
        let endpoint = AdminTotpDelete { tokens: world.identities.clone(), users: world.users.clone() };
        snapshots::answer(&endpoint, event).await;
    }
}
