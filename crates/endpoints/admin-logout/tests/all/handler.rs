//! `POST /api/users/logout/{id}` with in-memory ports.

use admin_logout::AdminLogout;
use usher_testkit::in_memory::{Identities, Users};
use usher_testkit::world::World;
use usher_testkit::{events, fixtures};

fn endpoint(world: &World) -> AdminLogout<Identities, Users, Identities> {
    let (users, identities) = (world.users.clone(), world.identities.clone());
    AdminLogout { tokens: identities.clone(), users, identities }
}

async fn status(world: &World, case: &str) -> u16 {
    events::answer(&endpoint(world), &events::event(case)).await.0.as_u16()
}

#[tokio::test]
async fn admin_revokes_every_session_of_the_user() {
    let world = World::default();
    let sessions = [(); 2].map(|()| world.identities.session(&fixtures::ada().id).claims);
    for time in ["first", "second"] {
        assert_eq!(status(&world, "admin/logout").await, 200, "{time}");
    }
    for claims in sessions {
        assert!(!world.is_signed_in(&claims).await);
    }
}

#[tokio::test]
async fn others_get_403_and_revoke_nothing() {
    let world = World::default();
    let session = world.identities.session(&fixtures::ada().id).claims;
    for (case, expected) in [("own", 403), ("as-ada", 403), ("no-token", 401)] {
        assert_eq!(status(&world, &format!("admin/logout-{case}")).await, expected, "{case}");
    }
    assert!(world.is_signed_in(&session).await);
}
