//! `POST /api/user/refresh/` with in-memory ports.

use serde_json::{Value, json};
use session_refresh::SessionRefresh;
use time::Duration;
use usher_domain::listed_session::{Device, ListedSession};
use usher_domain::ports::{ListSessions, NoteSession};
use usher_domain::{Revocations, User};
use usher_testkit::in_memory::{Identities, SessionList, Users};
use usher_testkit::{events, fixtures};

fn endpoint(user: User) -> SessionRefresh<Identities, Users, SessionList> {
    SessionRefresh { sessions: Identities::default(), users: Users::of([user]), list: SessionList::default() }
}

fn event(refresh: &str) -> Value {
    events::with_body(events::event("session/refresh"), &json!({ "refresh": refresh }).to_string())
}

#[tokio::test]
async fn a_refresh_token_gives_a_fresh_access_token() {
    let endpoint = endpoint(fixtures::ada());
    let refresh = endpoint.sessions.session(&fixtures::ada().id).refresh;
    let (status, body) = events::answer(&endpoint, &event(refresh.reveal())).await;
    assert_eq!(status, 200);
    assert!(body["access"].is_string() && body["refresh"].is_string());
}

#[tokio::test]
async fn other_tokens_and_revoked_sessions_get_401() {
    let endpoint = endpoint(User { revocations: Revocations::of_all(fixtures::NOW), ..fixtures::ada() });
    let over = endpoint.sessions.session(&fixtures::ada().id);
    for event in [events::event("session/refresh"), event(over.refresh.reveal()), event(over.access.reveal())] {
        let (status, body) = events::answer(&endpoint, &event).await;
        assert_eq!((status.as_u16(), &body["code"]), (401, &json!("token_not_valid")));
    }
}

#[tokio::test]
async fn a_body_without_a_token_names_the_field() {
    let endpoint = endpoint(fixtures::ada());
    let (status, body) = events::answer(&endpoint, &events::event("session/refresh-wrong-type")).await;
    assert_eq!((status.as_u16(), body), (400, json!({ "refresh": ["This field must be a string."] })));
    let (status, body) = events::answer(&endpoint, &event("a\u{0}b\u{202e}c")).await;
    let forbidden = json!({ "refresh": ["This field may not contain control or text-direction characters."] });
    assert_eq!((status.as_u16(), body), (400, forbidden));
    let (status, body) = events::answer(&endpoint, &event("")).await;
    assert_eq!((status.as_u16(), body), (400, json!({ "refresh": ["This field may not be blank."] })));
}

#[tokio::test]
async fn refresh_updates_the_list() {
    let (ada, endpoint) = (fixtures::ada().id, endpoint(fixtures::ada()));
    let session = endpoint.sessions.session(&ada);
    let other = fixtures::listed_session(&fixtures::new_session_id());
    let noted = ListedSession { device: None, ..fixtures::listed_session(&session.claims.session) };
    for listed in [&other, &noted] {
        endpoint.list.note(&ada, listed).await.unwrap();
    }
    let later = fixtures::NOW + Duration::HOUR;
    let answer = events::whole_answer_at(later, &endpoint, &event(session.refresh.reveal())).await;
    assert_eq!(answer.status(), 200);
    let device = Device::from_user_agent("curl/8.5.0");
    let updated = ListedSession { last_used_at: later, device, ..noted };
    assert_eq!(endpoint.list.list(&ada).await.unwrap(), [updated, other], "the time of the sign-in stays");
}

#[tokio::test]
async fn refused_refresh_is_not_noted() {
    let endpoint = endpoint(User { revocations: Revocations::of_all(fixtures::NOW), ..fixtures::ada() });
    let session = endpoint.sessions.session(&fixtures::ada().id);
    assert_eq!(events::answer(&endpoint, &event(session.refresh.reveal())).await.0, 401);
    assert_eq!(endpoint.list.list(&fixtures::ada().id).await.unwrap(), []);
}

#[tokio::test]
async fn session_that_was_revoked_alone_gets_401() {
    let sessions = Identities::default();
    let [here, there] = [(); 2].map(|()| sessions.session(&fixtures::ada().id));
    let (revoked, caller) = (&here.claims.session, &there.claims.session);
    let revocations = Revocations::default().with_session(revoked, fixtures::NOW, caller, fixtures::NOW);
    let endpoint = SessionRefresh { sessions, ..endpoint(User { revocations, ..fixtures::ada() }) };
    assert_eq!(events::answer(&endpoint, &event(here.refresh.reveal())).await.0, 401);
    assert_eq!(events::answer(&endpoint, &event(there.refresh.reveal())).await.0, 200);
}

#[tokio::test]
async fn refresh_works_without_the_list() {
    let endpoint = SessionRefresh { list: SessionList::broken(), ..endpoint(fixtures::ada()) };
    let refresh = endpoint.sessions.session(&fixtures::ada().id).refresh;
    assert_eq!(events::answer(&endpoint, &event(refresh.reveal())).await.0, 200);
}
