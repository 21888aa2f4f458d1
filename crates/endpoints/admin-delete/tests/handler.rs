//! `DELETE /api/users/delete/{id}` on in-memory ports.

use admin_delete::AdminDelete;
use usher_domain::ports::FindUser;
use usher_testkit::in_memory::{ErasureNames, Erasures, Identities, Users};
use usher_testkit::world::World;
use usher_testkit::{events, fixtures};

fn endpoint(world: &World) -> AdminDelete<Identities, Users, ErasureNames, Erasures> {
    AdminDelete {
        tokens: world.identities.clone(),
        users: world.users.clone(),
        names: world.erasure_names,
        erase_user: world.erasures.clone(),
    }
}

#[tokio::test]
async fn an_admin_erases_a_user_who_is_not_there_the_second_time() {
    let (world, ada) = (World::default(), fixtures::ada());
    for (expected, state) in [(200, "success"), (404, "fail")] {
        let (status, body) = events::answer(&endpoint(&world), &events::event("admin/delete")).await;
        assert_eq!((status.as_u16(), body["status"].as_str()), (expected, Some(state)));
        assert_eq!(world.erasures.started(), [fixtures::erasure(&ada.id)]);
        assert_eq!(world.users.by_number(ada.number).await.unwrap(), None);
    }
}

#[tokio::test]
async fn whoever_is_no_admin_erases_nobody_and_what_is_no_number_names_nobody() {
    let world = World::default();
    for (event, expected) in [
        ("admin/delete-as-ada", 403),
        ("admin/delete-no-token", 401),
        ("admin/delete-unknown", 404),
        ("admin/delete-bad-id", 400),
    ] {
        assert_eq!(events::answer(&endpoint(&world), &events::event(event)).await.0, expected, "{event}");
    }
    assert_eq!(world.erasures.started(), []);
}
