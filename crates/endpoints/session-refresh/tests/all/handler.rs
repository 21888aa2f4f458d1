//! `POST /api/user/refresh/` with in-memory ports.

use serde_json::{Value, json};
use session_refresh::SessionRefresh;
use usher_domain::User;
use usher_testkit::in_memory::{Identities, Users};
use usher_testkit::{events, fixtures};

fn endpoint(user: User) -> SessionRefresh<Identities, Users> {
    SessionRefresh { sessions: Identities::default(), users: Users::of([user]) }
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
    let endpoint = endpoint(User { sessions_revoked_at: Some(fixtures::NOW), ..fixtures::ada() });
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
