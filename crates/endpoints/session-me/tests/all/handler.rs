//! `GET /api/user/me/` with in-memory ports.

use serde_json::{Value, json};
use session_me::SessionMe;
use usher_domain::{Revocations, User};
use usher_lambda_kit::PublicAddress;
use usher_testkit::in_memory::{Identities, Users};
use usher_testkit::{events, fixtures};

fn endpoint(user: User) -> SessionMe<Identities, Users> {
    SessionMe { address: PublicAddress::named(None), tokens: Identities::default(), users: Users::of([user]) }
}

fn event(authorization: &str) -> Value {
    let mut event = events::event("session/me");
    event["headers"]["Authorization"] = authorization.into();
    event["multiValueHeaders"]["Authorization"] = json!([authorization]);
    event
}

#[tokio::test]
async fn access_token_gets_the_user() {
    let endpoint = endpoint(fixtures::ada());
    let access = endpoint.tokens.session(&fixtures::ada().id).access;
    for scheme in ["JWT", "Bearer"] {
        let (status, body) = events::answer(&endpoint, &event(&format!("{scheme} {}", access.reveal()))).await;
        assert_eq!(status, 200);
        assert_eq!(
            body,
            json!({
                "id": fixtures::ada().id.as_str(), "full_name": "Ada Lovelace", "email": "ada@example.com",
                "profile_pic": null,
            })
        );
    }
}

#[tokio::test]
async fn invalid_tokens_get_401() {
    let endpoint = endpoint(User { revocations: Revocations::of_all(fixtures::NOW), ..fixtures::ada() });
    let session = endpoint.tokens.session(&fixtures::ada().id);
    let nobody = endpoint.tokens.session(&fixtures::user_id());
    let refused = [
        events::event("session/me-no-token"),
        events::event("session/me"),
        event(&format!("JWT {}", session.access.reveal())),
        event(&format!("JWT {}", session.refresh.reveal())),
        event(&format!("JWT {}", nobody.access.reveal())),
        event(session.access.reveal()),
    ];
    for event in refused {
        let (status, body) = events::answer(&endpoint, &event).await;
        assert_eq!(status, 401);
        assert_eq!(body, json!({ "detail": "Given token not valid for any token type", "code": "token_not_valid" }));
    }
}
