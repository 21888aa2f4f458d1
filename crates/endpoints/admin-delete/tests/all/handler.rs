//! `DELETE /api/users/delete/{id}` with in-memory ports.

use admin_delete::AdminDelete;
use time::Duration;
use usher_domain::ports::FindUser;
use usher_domain::use_cases::access::ErasingSignIn;
use usher_domain::{User, UserType};
use usher_testkit::in_memory::{Erasures, Identities, Users};
use usher_testkit::world::{World, admin};
use usher_testkit::{events, fixtures};

fn endpoint(world: &World) -> AdminDelete<Identities, Users, Erasures> {
    AdminDelete {
        tokens: world.identities.clone(),
        sign_in: ErasingSignIn::Any,
        users: world.users.clone(),
        erase_user: world.erasures.clone(),
    }
}

#[tokio::test]
async fn second_deletion_by_admin_gets_404() {
    let (world, ada) = (World::default(), fixtures::ada());
    for (expected, state) in [(200, "success"), (404, "fail")] {
        let (status, body) = events::answer(&endpoint(&world), &events::event("admin/delete")).await;
        assert_eq!((status.as_u16(), body["status"].as_str()), (expected, Some(state)));
        assert_eq!(world.erasures.started(), [fixtures::erasure(&ada.id)]);
        assert_eq!(world.users.by_number(ada.number).await.unwrap(), None);
    }
}

#[tokio::test]
async fn user_erases_own_account() {
    let (world, ada) = (World::default(), fixtures::ada());
    assert_eq!(events::answer(&endpoint(&world), &events::event("admin/delete-own")).await.0, 200);
    assert_eq!(world.erasures.started(), [fixtures::erasure(&ada.id)]);
    assert_eq!(world.users.by_number(ada.number).await.unwrap(), None);
    let again = events::answer(&endpoint(&world), &events::event("admin/delete-own")).await;
    assert_eq!(again.0, 401, "a user who is being erased is not signed in");
}

#[tokio::test]
async fn other_user_gets_403_even_for_unknown_id() {
    let world = World::default();
    let mut event = events::event("admin/delete-as-ada");
    let refused = events::answer(&endpoint(&world), &event).await;
    assert_eq!(refused.0, 403);
    for id in ["7", "99", "0", "nonsense", "%00"] {
        event["pathParameters"]["id"] = id.into();
        assert_eq!(events::answer(&endpoint(&world), &event).await, refused, "{id}");
    }
    assert_eq!(world.erasures.started(), []);
}

#[tokio::test]
async fn invalid_requests_erase_no_user() {
    let world = World::default();
    for (event, expected) in
        [("admin/delete-no-token", 401), ("admin/delete-unknown", 404), ("admin/delete-bad-id", 400)]
    {
        assert_eq!(events::answer(&endpoint(&world), &events::event(event)).await.0, expected, "{event}");
    }
    assert_eq!(world.erasures.started(), []);
}

#[tokio::test]
async fn the_last_admin_gets_409_and_stays() {
    let (mut world, event) = (World::default(), events::event("admin/delete-last-admin"));
    let refused = events::answer(&endpoint(&world), &event).await;
    assert_eq!((refused.0.as_u16(), &refused.1["status"]), (409, &"fail".into()));
    assert_eq!(world.erasures.started(), []);
    assert!(world.users.by_id(&admin().id).await.unwrap().is_some());

    let second = User { user_type: UserType::Admin, ..fixtures::user() };
    world.users = Users::of([admin(), second]);
    assert_eq!(events::answer(&endpoint(&world), &event).await.0, 200);
}

#[tokio::test]
async fn failed_deletion_can_be_retried() {
    let second = User { user_type: UserType::Admin, ..fixtures::user() };
    let mut world = World { users: Users::of([admin(), second]), ..World::default() };
    let (event, whole) = (events::event("admin/delete-last-admin"), world.erasures.clone());
    world.erasures = whole.clone().breaking();
    assert_eq!(events::answer(&endpoint(&world), &event).await.0, 500);
    assert!(world.users.by_id(&admin().id).await.unwrap().is_some());
    world.erasures = whole;
    assert_eq!(events::answer(&endpoint(&world), &event).await.0, 200);
}

#[tokio::test]
async fn old_sign_in_gets_403_if_a_recent_one_is_needed() {
    let world = World::default();
    let endpoint = AdminDelete { sign_in: ErasingSignIn::Recent, ..endpoint(&world) };
    let event = events::event("admin/delete-own");
    for (minutes, expected) in [(15, 403), (14, 200)] {
        let later = fixtures::NOW + Duration::minutes(minutes);
        let answer = events::whole_answer_at(later, &endpoint, &event).await;
        assert_eq!(answer.status(), expected, "{minutes} minutes after the sign-in");
    }
}
