//! The state `erase-identity` on in-memory ports.

use erase_identity::EraseIdentityTask;
use usher_domain::ports::DescribeIdentity;
use usher_testkit::world::World;
use usher_testkit::{events, fixtures};

#[tokio::test]
async fn only_that_identity_is_deleted() {
    let world = World::default();
    let (task, before) = (EraseIdentityTask { identities: world.identities.clone() }, world.identities.count());
    for _ in 0..2 {
        events::outcome(&task, events::event("tasks/erase-identity")).await.unwrap();
        assert_eq!(world.identities.describe(&fixtures::ada().id).await.unwrap(), None);
        assert_eq!(world.identities.count(), before - 1);
    }
}
