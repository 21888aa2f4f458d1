//! `POST /api/user/email/verify/` with in-memory ports.

use serde_json::{Value, json};
use session_verify::SessionVerify;
use usher_domain::Email;
use usher_domain::ports::LeaseUser;
use usher_domain::update::Lease;
use usher_testkit::in_memory::{Links, MailedLinks, UpdateUserWorkflow, Users};
use usher_testkit::world::World;
use usher_testkit::{events, fixtures, world};

type Endpoint = SessionVerify<Users, Links, MailedLinks, UpdateUserWorkflow>;

fn endpoint(world: &World) -> Endpoint {
    SessionVerify {
        users: world.users.clone(),
        binder: world.links,
        links: world.mailed_links.clone(),
        update_user: world.update_user(),
    }
}

async fn answer(world: &World, event: &str) -> (u16, Value) {
    let (status, body) = events::answer(&endpoint(world), &events::event(event)).await;
    (status.as_u16(), body)
}

#[tokio::test]
async fn address_is_verified_once() {
    let world = World::default();
    let session = world.identities.session(&fixtures::ada().id);
    assert_eq!(answer(&world, "session/verify").await, (200, json!({ "detail": "The email address is verified." })));
    let ada = world.ada().await;
    assert!(ada.record.has_verified_email() && ada.identity.email_verified);
    assert!(world.is_signed_in(&session.claims).await);
    let (status, body) = answer(&world, "session/verify").await;
    assert_eq!((status, body["token"].is_array()), (400, true), "{body}");
}

#[tokio::test]
async fn refused_token_changes_nothing() {
    let world = World::default();
    let before = world.ada().await;
    for case in ["wrong-token", "expired", "malformed-token", "missing-fields", "wrong-type", "broken-json"] {
        let (status, body) = answer(&world, &format!("session/verify-{case}")).await;
        assert_eq!((status, body["token"].is_array()), (400, true), "{case}: {body}");
    }
    assert_eq!(world.ada().await, before);
    assert!(!world::admin().has_verified_email());
}

#[tokio::test]
async fn link_to_a_former_address_is_void() {
    let world = World::default();
    let ada = world.ada().await.record;
    let changed = usher_domain::User { email: Email::parse("ada.king@example.com").unwrap(), ..ada.clone() };
    let lease = Lease { by: "an update".to_owned(), from: fixtures::NOW };
    world.users.lease(&ada.id, &lease).await.unwrap();
    usher_domain::ports::ChangeUser::update(&world.users, &ada, &changed, &lease.by, None).await.unwrap();
    assert_eq!(answer(&world, "session/verify").await.0, 400);
}

#[tokio::test]
async fn token_stays_valid_if_another_update_is_under_way() {
    let world = World::default();
    let lease = Lease { by: "another update".to_owned(), from: fixtures::NOW };
    world.users.lease(&fixtures::ada().id, &lease).await.unwrap();
    assert_eq!(answer(&world, "session/verify").await.0, 409);
    world.users.release(&fixtures::ada().id);
    assert_eq!(answer(&world, "session/verify").await.0, 200);
}
