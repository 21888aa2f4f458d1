//! `POST /api/user/logout/` with in-memory ports.

use serde_json::{Value, json};
use session_logout::SessionLogout;
use usher_domain::DomainError;
use usher_domain::ports::{FindUser, RefreshSession};
use usher_domain::session::Session;
use usher_testkit::in_memory::{Identities, Users};
use usher_testkit::world::World;
use usher_testkit::{events, fixtures};

/// Logs out with a token of this session.
async fn answer(world: &World, session: &Session, event: &str) -> (u16, Value) {
    answer_to(world, session, events::event(event)).await
}

async fn answer_to(world: &World, session: &Session, event: Value) -> (u16, Value) {
    let endpoint: SessionLogout<Identities, Users, Identities> = SessionLogout {
        tokens: world.identities.clone(),
        users: world.users.clone(),
        identities: world.identities.clone(),
    };
    let (status, body) = events::answer(&endpoint, &events::with_access_token(event, session)).await;
    (status.as_u16(), body)
}

/// Ada's sessions on three devices.
fn three_sessions(world: &World) -> [Session; 3] {
    [(); 3].map(|()| world.identities.session(&fixtures::ada().id))
}

#[tokio::test]
async fn logout_revokes_this_session_and_no_other() {
    for event in ["session/logout", "session/logout-no-body"] {
        let world = World::default();
        let [here, there, _] = three_sessions(&world);
        assert_eq!(answer(&world, &here, event).await, (200, json!({ "detail": "Successfully logged out." })));
        assert!(!world.is_signed_in(&here.claims).await, "{event}");
        assert!(world.is_signed_in(&there.claims).await, "{event}");
        assert_eq!(answer(&world, &here, event).await.0, 401, "{event}");
        assert_eq!(answer(&world, &there, event).await.0, 200, "{event}");
    }
}

#[tokio::test]
async fn false_and_null_revoke_only_this_session() {
    for body in [r#"{"all": false}"#, r#"{"all": null}"#, r#"{"All": true}"#] {
        let world = World::default();
        let [here, there, _] = three_sessions(&world);
        let event = events::with_body(events::event("session/logout"), body);
        assert_eq!(answer_to(&world, &here, event).await.0, 200, "{body}");
        assert!(!world.is_signed_in(&here.claims).await && world.is_signed_in(&there.claims).await, "{body}");
    }
}

#[tokio::test]
async fn refreshed_tokens_are_revoked_with_their_session() {
    let world = World::default();
    let [here, ..] = three_sessions(&world);
    let refreshed = world.identities.refresh(&here.refresh).await.unwrap();
    assert_eq!(answer(&world, &here, "session/logout").await.0, 200);
    assert_eq!(answer(&world, &refreshed, "session/logout").await.0, 401);
}

#[tokio::test]
async fn logout_of_all_revokes_every_session_of_the_user() {
    let world = World::default();
    let sessions = three_sessions(&world);
    let of_grace = world.identities.session(&fixtures::grace().id);
    assert_eq!(answer(&world, &sessions[0], "session/logout-all").await.0, 200);
    for session in &sessions {
        assert!(!world.is_signed_in(&session.claims).await);
        assert_eq!(answer(&world, session, "session/logout").await.0, 401);
        let refreshed = world.identities.refresh(&session.refresh).await;
        assert!(matches!(refreshed, Err(DomainError::NotSignedIn)), "the provider refuses it too");
    }
    assert!(world.is_signed_in(&of_grace.claims).await);
    assert!(world.identities.refresh(&of_grace.refresh).await.is_ok());
}

#[tokio::test]
async fn revoked_session_cannot_revoke_others() {
    let world = World::default();
    let [here, there, _] = three_sessions(&world);
    assert_eq!(answer(&world, &here, "session/logout").await.0, 200);
    let (status, body) = answer(&world, &here, "session/logout-all").await;
    assert_eq!((status, &body["code"]), (401, &json!("token_not_valid")));
    assert!(world.is_signed_in(&there.claims).await);
    assert!(world.identities.refresh(&there.refresh).await.is_ok());
}

#[tokio::test]
async fn invalid_body_revokes_nothing() {
    let world = World::default();
    let [here, ..] = three_sessions(&world);
    for event in ["session/logout-wrong-type", "session/logout-broken-json"] {
        let (status, body) = answer(&world, &here, event).await;
        assert_eq!((status, body["all"].is_array()), (400, true), "{event}: {body}");
        assert!(world.is_signed_in(&here.claims).await, "{event}");
    }
    let stored = world.users.by_id(&fixtures::ada().id).await.unwrap().unwrap();
    assert_eq!(stored.revocations, fixtures::ada().revocations);
}

#[tokio::test]
async fn failed_logout_can_be_retried() {
    let world = World::default();
    let [here, there, _] = three_sessions(&world);
    for event in ["session/logout", "session/logout-all"] {
        assert_eq!(answer(&world.clone().breaking(), &here, event).await.0, 500, "{event}");
        assert!(world.is_signed_in(&here.claims).await && world.is_signed_in(&there.claims).await, "{event}");
    }
    assert_eq!(answer(&world, &here, "session/logout-all").await.0, 200);
    assert!(!world.is_signed_in(&there.claims).await);
}

#[tokio::test]
async fn throttled_logout_of_all_gets_429_and_revokes_nothing() {
    let world = World::default().throttling();
    let [here, ..] = three_sessions(&world);
    assert_eq!(answer(&world, &here, "session/logout-all").await.0, 429);
    assert!(world.is_signed_in(&here.claims).await);
    assert_eq!(answer(&world, &here, "session/logout").await.0, 200, "one session needs no call of the provider");
}
