//! `DELETE /api/user/sessions/{id}/` with in-memory ports.

use serde_json::Value;
use session_revoke::SessionRevoke;
use time::Duration;
use usher_domain::ports::{FindUser, NoteSession};
use usher_domain::session::{AccessClaims, Session};
use usher_domain::{Revocations, SessionId};
use usher_testkit::world::{World, other_session};
use usher_testkit::{events, fixtures};

async fn status(world: &World, event: &Value) -> u16 {
    let endpoint = SessionRevoke {
        tokens: world.identities.clone(),
        users: world.users.clone(),
        sessions: world.session_list.clone(),
    };
    events::whole_answer(&endpoint, event).await.status().as_u16()
}

/// The event that revokes the session of this id.
fn event(id: &str) -> Value {
    let mut event = events::event("session/revoke");
    event["pathParameters"]["id"] = id.into();
    event
}

fn own() -> AccessClaims {
    fixtures::claims(&fixtures::ada(), &fixtures::session_id())
}

fn other() -> AccessClaims {
    AccessClaims { signed_in_at: fixtures::NOW - Duration::DAY, ..fixtures::claims(&fixtures::ada(), &other_session()) }
}

async fn revocations(world: &World) -> Revocations {
    world.users.by_id(&fixtures::ada().id).await.unwrap().unwrap().revocations
}

/// Another session of Ada that is in her list.
async fn noted(world: &World) -> Session {
    let session = world.identities.session(&fixtures::ada().id);
    let listed = fixtures::listed_session(&session.claims.session);
    world.session_list.note(&fixtures::ada().id, &listed).await.unwrap();
    session
}

#[tokio::test]
async fn other_session_is_revoked_and_this_one_stays() {
    for id in [other_session().as_str().to_owned(), other_session().as_str().to_uppercase()] {
        let world = World::default();
        let third = noted(&world).await;
        assert_eq!(status(&world, &event(&id)).await, 204, "{id}");
        assert!(!world.is_signed_in(&other()).await, "{id}");
        assert!(world.is_signed_in(&own()).await && world.is_signed_in(&third.claims).await, "{id}");
        assert_eq!(status(&world, &event(&id)).await, 404, "it is not in the list any more");
    }
}

#[tokio::test]
async fn revoking_the_current_session_works_like_logout() {
    let world = World::default();
    let event = events::event("session/revoke-own");
    assert_eq!(status(&world, &event).await, 204);
    assert!(!world.is_signed_in(&own()).await);
    assert!(world.is_signed_in(&other()).await);
    assert_eq!(status(&world, &event).await, 401);
}

#[tokio::test]
async fn unknown_or_malformed_id_gets_404_and_revokes_nothing() {
    let world = World::default();
    let before = revocations(&world).await;
    let unknown = fixtures::new_session_id();
    let long = "9".repeat(900);
    for id in [unknown.as_str(), "", "x", "%00", "%FF", "7c9f1f3e", &long] {
        assert_eq!(status(&world, &event(id)).await, 404, "{id}");
        assert_eq!(revocations(&world).await, before, "{id}");
    }
}

#[tokio::test]
async fn session_of_another_user_gets_404_and_stays() {
    let world = World::default();
    let (grace, session) = (fixtures::grace(), fixtures::new_session_id());
    world.session_list.note(&grace.id, &fixtures::listed_session(&session)).await.unwrap();
    assert_eq!(status(&world, &event(session.as_str())).await, 404);
    assert!(world.is_signed_in(&fixtures::claims(&grace, &session)).await);
    assert_eq!(revocations(&world).await, Revocations::default());
}

#[tokio::test]
async fn session_revoked_elsewhere_cannot_revoke_others() {
    let world = World::default();
    let elsewhere = noted(&world).await;
    assert_eq!(status(&world, &event(elsewhere.claims.session.as_str())).await, 204);
    for id in [other_session(), fixtures::session_id(), elsewhere.claims.session.clone()] {
        let event = events::with_access_token(event(SessionId::as_str(&id)), &elsewhere);
        assert_eq!(status(&world, &event).await, 401, "{id:?}");
    }
    assert!(world.is_signed_in(&own()).await && world.is_signed_in(&other()).await);
}

#[tokio::test]
async fn current_session_can_be_revoked_even_if_it_was_not_noted() {
    let world = World::default();
    let session = world.identities.session(&fixtures::ada().id);
    let own = events::with_access_token(event(session.claims.session.as_str()), &session);
    assert_eq!(status(&world, &own).await, 204);
    assert!(!world.is_signed_in(&session.claims).await);
}

#[tokio::test]
async fn failed_revocation_can_be_retried() {
    let world = World::default();
    let event = events::event("session/revoke");
    assert_eq!(status(&world.clone().breaking(), &event).await, 500);
    assert!(world.is_signed_in(&other()).await);
    assert_eq!(status(&world, &event).await, 204);
    assert!(!world.is_signed_in(&other()).await);
}
