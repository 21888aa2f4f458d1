//! `GET /api/user/sessions/` with in-memory ports.

use serde_json::{Value, json};
use session_list::SessionList;
use time::Duration;
use usher_domain::listed_session::ListedSession;
use usher_domain::ports::NoteSession;
use usher_domain::revocations::SESSION_TTL;
use usher_domain::{Revocations, SessionId, User};
use usher_testkit::in_memory::{self, Users};
use usher_testkit::world::{World, other_session};
use usher_testkit::{events, fixtures};

async fn answer(world: &World) -> (u16, Value) {
    let endpoint = SessionList {
        tokens: world.identities.clone(),
        users: world.users.clone(),
        sessions: world.session_list.clone(),
    };
    let (status, body) = events::answer(&endpoint, &events::event("session/list")).await;
    (status.as_u16(), body)
}

/// The ids in the list, in its order.
async fn listed(world: &World) -> Vec<SessionId> {
    let (status, body) = answer(world).await;
    assert_eq!(status, 200, "{body}");
    let sessions = body.as_array().unwrap().iter();
    sessions.map(|session| SessionId::parse(session["id"].as_str().unwrap()).unwrap()).collect()
}

/// A world in which Ada's record has these revocations.
fn revoking(revocations: Revocations) -> World {
    World { users: Users::of([User { revocations, ..fixtures::ada() }]), ..World::default() }
}

#[tokio::test]
async fn list_marks_the_current_session() {
    let (status, body) = answer(&World::default()).await;
    let current = json!({
        "id": fixtures::session_id().as_str(), "began_at": "2026-11-22T12:00:00.000Z",
        "last_used_at": "2026-11-22T12:00:00.000Z", "device": "curl/8.5.0", "current": true,
    });
    let other = json!({
        "id": other_session().as_str(), "began_at": "2026-11-21T11:00:00.000Z",
        "last_used_at": "2026-11-21T12:00:00.000Z", "device": null, "current": false,
    });
    assert_eq!((status, body), (200, json!([current, other])));
}

#[tokio::test]
async fn session_used_last_comes_first() {
    let world = World::default();
    let used = |session: &SessionId, last_used_at| ListedSession {
        began_at: fixtures::NOW - Duration::DAY,
        last_used_at,
        ..fixtures::listed_session(session)
    };
    let (ada, third) = (fixtures::ada().id, fixtures::new_session_id());
    let [before, after] = [-Duration::HOUR, Duration::HOUR].map(|offset| fixtures::NOW + offset);
    world.session_list.note(&ada, &used(&third, before)).await.unwrap();
    assert_eq!(listed(&world).await, [fixtures::session_id(), third.clone(), other_session()]);
    world.session_list.note(&ada, &used(&other_session(), after)).await.unwrap();
    assert_eq!(listed(&world).await, [other_session(), fixtures::session_id(), third]);
}

#[tokio::test]
async fn revoked_sessions_are_not_listed() {
    let (own, yesterday) = (fixtures::session_id(), fixtures::NOW - Duration::DAY);
    let none = Revocations::default();
    for revocations in [
        none.with_session(&other_session(), yesterday, &own, fixtures::NOW),
        none.all_but(Some(&own), fixtures::NOW),
        Revocations::of_all(yesterday),
    ] {
        let listed = listed(&revoking(revocations.clone())).await;
        assert_eq!(listed, std::slice::from_ref(&own), "{revocations:?}");
    }
}

#[tokio::test]
async fn expired_sessions_are_not_listed() {
    let (ada, second) = (fixtures::ada().id, Duration::SECOND);
    let began = |began_at| ListedSession { began_at, ..fixtures::listed_session(&other_session()) };
    for (began_at, length) in [(fixtures::NOW - SESSION_TTL, 1), (fixtures::NOW - SESSION_TTL + second, 2)] {
        let world = World::default();
        world.session_list.note(&ada, &began(began_at)).await.unwrap();
        assert_eq!(listed(&world).await.len(), length, "{began_at}");
    }
}

#[tokio::test]
async fn current_session_is_listed_even_if_it_was_not_noted() {
    let world = World { session_list: in_memory::SessionList::default(), ..World::default() };
    let (status, body) = answer(&world).await;
    let current = json!({
        "id": fixtures::session_id().as_str(), "began_at": "2026-11-22T12:00:00.000Z",
        "last_used_at": "2026-11-22T12:00:00.000Z", "device": null, "current": true,
    });
    assert_eq!((status, body), (200, json!([current])));
}

#[tokio::test]
async fn sessions_of_other_users_are_not_listed() {
    let world = World::default();
    let of_grace = fixtures::listed_session(&fixtures::new_session_id());
    world.session_list.note(&fixtures::grace().id, &of_grace).await.unwrap();
    assert_eq!(listed(&world).await, [fixtures::session_id(), other_session()]);
}

#[tokio::test]
async fn revoked_session_gets_no_list() {
    let (status, body) = answer(&World::signed_out()).await;
    assert_eq!((status, &body["code"]), (401, &json!("token_not_valid")));
}
