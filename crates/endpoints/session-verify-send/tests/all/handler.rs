//! `POST /api/user/email/verify/send/` with in-memory ports.

use serde_json::{Value, json};
use session_verify_send::SessionVerifySend;
use usher_domain::mailed_link::LinkPurpose;
use usher_domain::use_cases::admit::MailLimits;
use usher_testkit::in_memory::{Attempts, EmailHashes, LinkRequests};
use usher_testkit::world::World;
use usher_testkit::{events, fixtures};

type Endpoint = SessionVerifySend<Attempts, EmailHashes, LinkRequests>;

fn endpoint(world: &World) -> Endpoint {
    SessionVerifySend {
        mails: fixtures::requested_mails(fixtures::mail_limits(), world.attempts.clone()),
        mailer: world.link_requests.clone(),
    }
}

async fn answer(endpoint: &Endpoint, event: &Value) -> (u16, Value) {
    let (status, body) = events::answer(endpoint, event).await;
    (status.as_u16(), body)
}

fn event(email: &str) -> Value {
    events::with_body(events::event("session/verify-send"), &json!({ "email": email }).to_string())
}

#[tokio::test]
async fn known_and_unknown_addresses_get_one_answer() {
    let world = World::default();
    let told = json!({ "detail": "If an account has this address, a mail with a link is on its way." });
    for email in ["ada@example.com", "nobody@example.com"] {
        assert_eq!(answer(&endpoint(&world), &event(email)).await, (200, told.clone()), "{email}");
    }
    let purposes: Vec<_> = world.link_requests.all().into_iter().map(|(purpose, _)| purpose).collect();
    assert_eq!(purposes, [LinkPurpose::VerifyEmail; 2], "nothing here looks for the user");
}

#[tokio::test]
async fn recipient_is_mailed_a_limited_number_of_times() {
    let world = World::default();
    let limits = MailLimits { per_recipient: 2, per_source: 10, total: 10 };
    let endpoint =
        SessionVerifySend { mails: fixtures::requested_mails(limits, world.attempts.clone()), ..endpoint(&world) };
    for (email, status) in [
        ("ada@example.com", 200),
        ("ada@example.com", 200),
        ("ada@example.com", 429),
        ("ADA@example.com", 429),
        ("grace@example.com", 200),
    ] {
        assert_eq!(answer(&endpoint, &event(email)).await.0, status, "{email}");
    }
    assert_eq!(world.link_requests.all().len(), 3);
}

#[tokio::test]
async fn invalid_address_is_refused_and_not_counted() {
    let world = World::default();
    for case in ["bad-address", "missing-fields", "wrong-type", "broken-json"] {
        let (status, body) = answer(&endpoint(&world), &events::event(&format!("session/verify-send-{case}"))).await;
        assert_eq!((status, body["email"].is_array()), (400, true), "{case}: {body}");
    }
    assert_eq!((world.attempts.total(), world.link_requests.all().len()), (0, 0));
}

#[tokio::test]
async fn without_the_limiter_nothing_is_mailed() {
    let world = World::default();
    let endpoint = SessionVerifySend {
        mails: fixtures::requested_mails(fixtures::mail_limits(), Attempts::default().breaking()),
        ..endpoint(&world)
    };
    assert_eq!(answer(&endpoint, &event("ada@example.com")).await.0, 500);
    assert_eq!(world.link_requests.all(), []);
}
