//! `DELETE /user/delete` with in-memory ports.

use account_delete::AccountDelete;
use usher_domain::ports::{CheckTaken, FindUser, RetireAdmin};
use usher_domain::use_cases::access::ErasingSignIn;
use usher_domain::{User, UserType};
use usher_testkit::in_memory::{Erasures, Users};
use usher_testkit::world::{World, admin};
use usher_testkit::{events, fixtures};

fn endpoint(world: &World) -> AccountDelete<Users, Erasures> {
    AccountDelete {
        issuer: fixtures::issuer(),
        sign_in: ErasingSignIn::Any,
        users: world.users.clone(),
        erase_user: world.erasures.clone(),
    }
}

#[tokio::test]
async fn user_is_hidden_and_the_workflow_started_once() {
    let (world, ada) = (World::default(), fixtures::ada());
    let event = events::event("account/delete");
    let (status, body) = events::answer(&endpoint(&world), &event).await;
    assert_eq!((status.as_u16(), body["erasure_id"].as_str()), (200, Some(fixtures::erasure_id(&ada.id).as_str())));
    let (status, _) = events::answer(&endpoint(&world), &event).await;
    assert_eq!(status, 401, "a hidden user is not signed in");
    assert_eq!(world.erasures.started(), [fixtures::erasure(&ada.id)]);
    assert_eq!(world.users.by_id(&ada.id).await.unwrap(), None);
    let taken = world.users.check_taken(&ada.email, None, fixtures::NOW).await;
    assert!(taken.is_err(), "the address is taken until the erasure ends");
    assert!(world.users.by_id(&fixtures::grace().id).await.unwrap().is_some());
}

#[tokio::test]
async fn user_is_not_hidden_if_erasure_cannot_start() {
    let mut world = World::default();
    let whole = world.erasures.clone();
    world.erasures = whole.clone().breaking();
    let event = events::event("account/delete");
    assert_eq!(events::answer(&endpoint(&world), &event).await.0, 500);
    assert!(world.users.by_id(&fixtures::ada().id).await.unwrap().is_some());
    world.erasures = whole;
    assert_eq!(events::answer(&endpoint(&world), &event).await.0, 200);
    assert_eq!(world.erasures.started().len(), 1);
}

#[tokio::test]
async fn admin_stays_one_if_the_erasure_has_no_id() {
    let ada = User { user_type: UserType::Admin, ..fixtures::ada() };
    let mut world = World { users: Users::of([ada.clone(), admin()]), ..World::default() };
    world.erasures = world.erasures.clone().without_key();
    assert_eq!(events::answer(&endpoint(&world), &events::event("account/delete")).await.0, 500);

    // Ada was not retired, so the other admin can leave.
    world.users.retire(&admin().id, fixtures::NOW).await.unwrap();
}

#[tokio::test]
async fn unauthenticated_request_erases_no_user() {
    let world = World::default();
    let own = events::event("account/delete");
    for event in [
        events::event("account/delete-not-signed-in"),
        events::with_claims(own.clone(), &[("client_id", "another-client")]),
        events::with_claims(own, &[("sub", fixtures::user_id().as_str())]),
    ] {
        assert_eq!(events::answer(&endpoint(&world), &event).await.0, 401);
    }
    assert_eq!(world.erasures.started(), []);
    assert!(world.users.by_id(&fixtures::ada().id).await.unwrap().is_some());
}

#[tokio::test]
async fn user_restored_from_a_backup_can_be_erased_again() {
    let (world, ada) = (World::default(), fixtures::ada());
    let event = events::event("account/delete");
    let restored = |world: &World| World { users: World::default().users, ..world.clone() };
    for executions in [1, 2, 3] {
        let world = restored(&world);
        let asked = events::answer(&endpoint(&world), &event).await;
        assert_eq!(asked.1["erasure_id"].as_str(), Some(fixtures::erasure_id(&ada.id).as_str()));
        assert_eq!(events::answer(&endpoint(&restored(&world)), &event).await.0, 200, "a running erasure is reused");
        assert_eq!((asked.0.as_u16(), world.erasures.started().len()), (200, executions));
        world.erasures.end(&fixtures::erasure_id(&ada.id));
    }
}

#[tokio::test]
async fn the_last_admin_gets_409_and_stays() {
    let ada = User { user_type: UserType::Admin, ..fixtures::ada() };
    let (mut world, event) = (World::default(), events::event("account/delete"));
    world.users = Users::of([ada.clone(), fixtures::grace()]);
    let (status, body) = events::answer(&endpoint(&world), &event).await;
    assert_eq!(status, 409);
    assert_eq!(body["message"], "The last admin cannot be erased or demoted; make another admin first.");
    assert_eq!(world.erasures.started(), []);
    assert!(world.users.by_id(&ada.id).await.unwrap().is_some());

    world.users = Users::of([ada, admin()]);
    assert_eq!(events::answer(&endpoint(&world), &event).await.0, 200);
}

#[tokio::test]
async fn old_sign_in_gets_403_if_a_recent_one_is_needed() {
    let world = World::default();
    let endpoint = AccountDelete { sign_in: ErasingSignIn::Recent, ..endpoint(&world) };
    let old = events::event("account/delete");
    let (status, body) = events::answer(&endpoint, &old).await;
    assert_eq!((status.as_u16(), &body["message"]), (403, &"Sign in again with your password to do this.".into()));
    assert_eq!(world.erasures.started(), []);
    let recent = events::with_claims(old, &[("auth_time", "1795348000")]);
    assert_eq!(events::answer(&endpoint, &recent).await.0, 200);
}
