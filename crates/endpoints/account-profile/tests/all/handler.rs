//! `GET /user/profile` with in-memory ports.

use account_profile::AccountProfile;
use serde_json::json;
use usher_domain::terms::{AcceptedTerms, TermsVersions, TextVersion};
use usher_domain::{Revocations, User};
use usher_testkit::in_memory::{Identities, Users};
use usher_testkit::{events, fixtures};

/// A user in both stores, with the id that the pool assigned.
fn endpoint() -> (AccountProfile<Users, Identities>, User) {
    let (identities, id) = Identities::of(&fixtures::registration("one"), &fixtures::ada());
    let user = User { id, ..fixtures::ada() };
    (
        AccountProfile {
            issuer: fixtures::issuer(),
            terms: fixtures::terms().versions(),
            users: Users::of([user.clone()]),
            identities,
        },
        user,
    )
}

#[tokio::test]
async fn the_profile_merges_the_record_and_the_identity() {
    let (endpoint, user) = endpoint();
    let event = events::with_claims(events::event("account/profile"), &[("sub", user.id.as_str())]);
    let (status, body) = events::answer(&endpoint, &event).await;
    assert_eq!(status, 200);
    assert_eq!(
        body,
        json!({
            "id": user.id.as_str(), "number": 42, "account_id": "ada", "type": 1, "email": "ada@example.com",
            "email_verified": false, "full_name": "Ada Lovelace", "status": "CONFIRMED", "enabled": true,
            "terms_accepted": false, "current_terms": { "terms_version": "2", "privacy_version": "7" }, "accepted_terms": null,
            "created_at": "2026-11-22T12:00:00.000Z", "updated_at": "2026-11-22T12:00:00.000Z",
        })
    );
}

#[tokio::test]
async fn invalid_access_tokens_get_401() {
    let (endpoint, user) = endpoint();
    let own = events::with_claims(events::event("account/profile"), &[("sub", user.id.as_str())]);
    let refused = [
        events::event("account/profile-id-token"),
        events::with_claims(own.clone(), &[("client_id", "another-client")]),
        events::with_claims(own.clone(), &[("exp", "Sun Nov 22 11:59:59 UTC 2026")]),
        events::with_claims(own, &[("sub", fixtures::user_id().as_str())]),
    ];
    for event in refused {
        let (status, body) = events::answer(&endpoint, &event).await;
        assert_eq!(status, 401);
        assert_eq!(body, json!({ "message": "Sign in and send a valid access token.", "errors": {} }));
    }
}

#[tokio::test]
async fn a_revoked_session_is_refused() {
    let (mut endpoint, user) = endpoint();
    let event = events::with_claims(events::event("account/profile"), &[("sub", user.id.as_str())]);
    endpoint.users = Users::of([User { revocations: Revocations::of_all(fixtures::NOW), ..user }]);
    let (status, _) = events::answer(&endpoint, &event).await;
    assert_eq!(status, 401);
}

#[tokio::test]
async fn only_current_terms_count_as_accepted() {
    for (privacy_policy, is_accepted) in [("7", true), ("6", false)] {
        let versions = TermsVersions {
            terms_of_service: TextVersion::parse("2").unwrap(),
            privacy_policy: TextVersion::parse(privacy_policy).unwrap(),
        };
        let accepted_terms = Some(AcceptedTerms { versions, accepted_at: fixtures::NOW });
        let (mut endpoint, user) = endpoint();
        endpoint.users = Users::of([User { accepted_terms, ..user.clone() }]);
        let event = events::with_claims(events::event("account/profile"), &[("sub", user.id.as_str())]);
        let (_, body) = events::answer(&endpoint, &event).await;
        assert_eq!(body["terms_accepted"], is_accepted);
        let expected = json!({ "terms_version": "2", "privacy_version": privacy_policy, "accepted_at": "2026-11-22T12:00:00.000Z" });
        assert_eq!(body["accepted_terms"], expected);
    }
}
