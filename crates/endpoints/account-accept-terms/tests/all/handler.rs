//! `POST /user/accept-terms` with in-memory ports.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use account_accept_terms::AccountAcceptTerms;
use serde_json::{Value, json};
use time::Duration;
use usher_domain::ports::{DescribeIdentity, Identity, MarkAcceptance, UpdateIdentity};
use usher_domain::terms::TermsVersions;
use usher_domain::{DomainError, Email, FullName, User, UserId};
use usher_testkit::in_memory::{Evidence, Identities, Users};
use usher_testkit::world::World;
use usher_testkit::{events, fixtures};

const KEY: &str = "acceptances/0d9f7c9e-3f50-4a7e-9c56-2d4e5f60718a/2/7.json";

fn endpoint(world: &World) -> AccountAcceptTerms<Users, Identities, Evidence> {
    AccountAcceptTerms {
        proxies: usher_domain::TrustedProxies::default(),
        issuer: fixtures::issuer(),
        terms: fixtures::terms(),
        users: world.users.clone(),
        identities: world.identities.clone(),
        evidence: world.evidence.clone(),
        are_texts_kept: AtomicBool::new(false),
        pause: std::time::Duration::ZERO,
    }
}

async fn status(world: &World, event: &str) -> u16 {
    events::answer(&endpoint(world), &events::event(event)).await.0.as_u16()
}

fn evidence(world: &World) -> Value {
    serde_json::from_str(&world.evidence.text(KEY).unwrap()).unwrap()
}

/// Whether the record and the identity are marked.
async fn is_marked(world: &World) -> (bool, bool) {
    let record = world.ada().await.record;
    let is_accepted = fixtures::terms().versions().are_accepted(record.accepted_terms.as_ref());
    (is_accepted, world.identities.accepted(&record.id) == Some(fixtures::terms().versions()))
}

#[tokio::test]
async fn the_evidence_says_who_accepted_what_and_how() {
    let world = World::default();
    assert_eq!(status(&world, "account/accept-terms").await, 200);
    let sha256 = "5f".repeat(32);
    assert_eq!(
        evidence(&world),
        json!({
            "record_id": KEY,
            "schema_version": "usher-terms-acceptance/1",
            "pii_principal": {
                "id": "0d9f7c9e-3f50-4a7e-9c56-2d4e5f60718a", "name": "Ada Lovelace", "email": "ada@example.com",
                "email_verified": false,
            },
            "notices": [
                { "kind": "terms_of_service", "version": "2", "sha256": sha256, "named_by_client": true },
                { "kind": "privacy_policy", "version": "7", "sha256": sha256, "named_by_client": true },
            ],
            "event": {
                "kind": "accepted", "time": "2026-11-22T12:00:00.000Z", "source_address": "203.0.113.7",
                "user_agent": "curl/8.5.0", "language": "en-GB,en;q=0.9",
                "request_id": "b2b2f9a0-7d5e-4c1b-9f43-0c7c3c1e2d11",
            },
        })
    );
    assert_eq!(is_marked(&world).await, (true, true));
}

#[tokio::test]
async fn exact_texts_are_stored_by_hash() {
    let world = World::default();
    let terms = usher_terms::in_force().unwrap();
    let endpoint = AccountAcceptTerms { terms: terms.clone(), ..endpoint(&world) };
    let (status, _) = events::answer(&endpoint, &events::event("account/accept-terms-no-body")).await;
    assert_eq!(status, 200);
    for (text, kept) in
        [(terms.terms_of_service, usher_terms::TERMS_OF_SERVICE), (terms.privacy_policy, usher_terms::PRIVACY_POLICY)]
    {
        assert_eq!(world.evidence.text(&format!("texts/{}.md", text.sha256)).as_deref(), Some(kept));
    }
}

#[tokio::test]
async fn evidence_tells_whether_client_named_versions() {
    let world = World::default();
    assert_eq!(status(&world, "account/accept-terms-no-body").await, 200);
    let notices = &evidence(&world)["notices"];
    assert_eq!((&notices[0]["named_by_client"], &notices[1]["named_by_client"]), (&json!(false), &json!(false)));
}

#[tokio::test]
async fn repeated_acceptance_gives_the_first_record() {
    let world = World::default();
    let first = events::answer(&endpoint(&world), &events::event("account/accept-terms")).await;
    let kept = evidence(&world);
    let minute_later = fixtures::NOW + Duration::minutes(1);
    let mut elsewhere = events::event("account/accept-terms-no-body");
    elsewhere["requestContext"]["identity"]["sourceIp"] = "198.51.100.1".into();
    let again = events::whole_answer_at(minute_later, &endpoint(&world), &elsewhere).await;
    assert_eq!(again.status(), first.0);
    assert_eq!(again.body().as_ref(), format!("{}\n", first.1).as_bytes());
    assert_eq!(evidence(&world), kept);
    assert_eq!(world.ada().await.record.accepted_terms.unwrap().accepted_at, fixtures::NOW);
}

#[tokio::test]
async fn outdated_version_leaves_no_evidence() {
    let world = World::default();
    assert_eq!(status(&world, "account/accept-terms-old").await, 409);
    assert_eq!(status(&world, "account/accept-terms-bad-fields").await, 400);
    assert_eq!(world.evidence.keys(""), Vec::<String>::new());
    assert_eq!(is_marked(&world).await, (false, false));
}

#[tokio::test]
async fn evidence_is_stored_before_access_is_granted() {
    let whole = World::default();
    let broken = whole.clone().breaking();
    assert_eq!(status(&broken, "account/accept-terms").await, 500);
    let kept = evidence(&whole);
    assert_eq!(is_marked(&whole).await, (false, false));

    assert_eq!(status(&whole, "account/accept-terms").await, 200);
    assert_eq!((evidence(&whole), is_marked(&whole).await), (kept, (true, true)));
}

#[tokio::test]
async fn user_without_identity_gets_401() {
    let world = World { identities: Identities::default(), ..World::default() };
    assert_eq!(status(&world, "account/accept-terms").await, 401);
    assert_eq!(world.evidence.keys(""), Vec::<String>::new());
}

/// What a holder of Ada's access token could change at Cognito, if the app client allowed it.
fn changed_at_cognito() -> [User; 3] {
    let mallory = FullName::parse("Mallory").unwrap();
    [
        User { full_name: Some(mallory), ..fixtures::ada() },
        User { full_name: None, ..fixtures::ada() },
        User { email: Email::parse("mallory@example.com").unwrap(), ..fixtures::ada() },
    ]
}

#[tokio::test]
async fn change_made_at_cognito_gets_409() {
    for changed in changed_at_cognito() {
        let world = World::default();
        world.identities.update(&fixtures::ada(), &changed).await.unwrap();
        assert_eq!(status(&world, "account/accept-terms").await, 409, "{changed:?}");
        assert_eq!(world.evidence.keys(""), Vec::<String>::new());
        assert_eq!(is_marked(&world).await, (false, false));

        world.identities.update(&changed, &fixtures::ada()).await.unwrap();
        assert_eq!(status(&world, "account/accept-terms").await, 200, "once it is changed back");
    }
}

#[tokio::test]
async fn a_name_that_only_cognito_holds_gets_409() {
    let nameless = User { full_name: None, ..fixtures::ada() };
    let world = World { users: Users::of([nameless]), ..World::default() };
    assert_eq!(status(&world, "account/accept-terms").await, 409);
    assert_eq!(world.evidence.keys(""), Vec::<String>::new());
}

/// A pool in which an update of Ada takes effect after this many reads.
struct Settling {
    pool: Identities,
    reads_left: AtomicUsize,
}

impl DescribeIdentity for Settling {
    async fn describe(&self, id: &UserId) -> Result<Option<Identity>, DomainError> {
        let identity = self.pool.describe(id).await?;
        let is_settled =
            self.reads_left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1)).is_err();
        let old = Email::parse("ada.byron@example.com").unwrap();
        Ok(if is_settled { identity } else { identity.map(|identity| Identity { email: old, ..identity }) })
    }
}

impl MarkAcceptance for Settling {
    async fn mark(&self, id: &UserId, versions: &TermsVersions) -> Result<(), DomainError> {
        self.pool.mark(id, versions).await
    }
}

#[tokio::test]
async fn an_update_under_way_is_waited_for() {
    for (reads, expected) in [(1, 200), (3, 200), (4, 409)] {
        let world = World::default();
        let identities = Settling { pool: world.identities.clone(), reads_left: AtomicUsize::new(reads) };
        let AccountAcceptTerms { proxies, issuer, terms, users, evidence, are_texts_kept, pause, .. } =
            endpoint(&world);
        let endpoint =
            AccountAcceptTerms { proxies, issuer, terms, users, identities, evidence, are_texts_kept, pause };
        let answer = events::answer(&endpoint, &events::event("account/accept-terms")).await;
        assert_eq!(answer.0, expected, "{reads}");
        assert_eq!(world.evidence.text(KEY).is_some(), expected == 200);
    }
}

#[tokio::test]
async fn client_texts_are_cut_and_keep_every_character() {
    let world = World::default();
    let mut event = events::event("account/accept-terms");
    let agent = format!("Bücher/1.0 {}", "語".repeat(300));
    for headers in ["headers", "multiValueHeaders"] {
        let value = |text: &str| if headers == "headers" { json!(text) } else { json!([text]) };
        event[headers]["User-Agent"] = value(&agent);
        event[headers]["Accept-Language"] = value("français");
    }
    assert_eq!(events::answer(&endpoint(&world), &event).await.0, 200);
    let kept = &evidence(&world)["event"];
    assert_eq!(kept["language"], "français");
    let kept = kept["user_agent"].as_str().unwrap();
    assert!(agent.starts_with(kept) && (510..=512).contains(&kept.len()), "{kept}");
}
