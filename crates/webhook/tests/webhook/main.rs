//! Calls to services of every kind: honest, hostile, broken and forbidden.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod answers;
mod hostile;
mod refused;
mod services;
mod signed;

use std::time::Duration;

use time::OffsetDateTime;
use usher_webhook::{Accepted, Limits, Message, Reach, Refusal, Secret, Webhooks};

const BODY: &str = r#"{"user_id":"7"}"#;

/// Posts a message to a service on this machine.
async fn post(endpoint: &str) -> Result<Accepted, Refusal> {
    post_within(endpoint, Limits::default()).await
}

async fn post_within(endpoint: &str, limits: Limits) -> Result<Accepted, Refusal> {
    Webhooks::new(Reach::Anywhere, limits).unwrap().post(endpoint, &secret(), &message()).await
}

/// Short enough for a test, long enough for a service on this machine.
fn half_a_second() -> Limits {
    Limits { whole_call: Duration::from_millis(500), connect: Duration::from_millis(500) }
}

/// A refusal with this status and without `Retry-After`.
fn answered(status: u16) -> Refusal {
    Refusal::Answered { status, retry_after: None }
}

fn secret() -> Secret {
    Secret::from_bytes(std::array::from_fn(|index| u8::try_from(index).unwrap()))
}

#[expect(clippy::disallowed_methods, reason = "verifying a signature compares its time with the clock")]
fn message() -> Message<'static> {
    Message { id: "msg_1", sent_at: OffsetDateTime::now_utc(), body: BODY }
}
