//! Workflows start and mails go out once; a call that was throttled did neither, and is made again.

#![cfg(all(feature = "mail", feature = "step-functions"))]
#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use usher_aws::{Mail, Workflow};
use usher_domain::ports::{MailRemovalLink, RunWorkflow};
use usher_testkit::fixtures;

mod canned;

/// Answers a call in this way, and the ones after it well; counts them.
async fn calls_after(first: (u16, &'static str), is_good: impl AsyncFn(&str) -> bool) -> (bool, usize) {
    let calls = Arc::<AtomicUsize>::default();
    let counted = Arc::clone(&calls);
    let good =
        r#"{"executionArn":"arn","startDate":1,"stopDate":2,"status":"SUCCEEDED","output":"{}","MessageId":"1"}"#;
    let endpoint = canned::serve(move |_| match counted.fetch_add(1, Ordering::Relaxed) {
        0 => (first.0, first.1.to_owned()),
        _ => (200, good.to_owned()),
    });
    (is_good(&endpoint).await, calls.load(Ordering::Relaxed))
}

async fn starts(endpoint: &str) -> bool {
    Workflow::new(&canned::connection(endpoint), "arn".to_owned()).run("{}").await.is_ok()
}

async fn mails(endpoint: &str) -> bool {
    let mail = Mail::new(&canned::connection(endpoint), "us@example.com".to_owned(), "removal".to_owned());
    mail.mail_link(&fixtures::email(), "https://example.com").await.is_ok()
}

#[tokio::test]
async fn what_was_throttled_is_sent_again() {
    assert_eq!(calls_after((400, r#"{"__type":"ThrottlingException"}"#), starts).await, (true, 2));
    assert_eq!(calls_after((429, r#"{"__type":"TooManyRequestsException"}"#), mails).await, (true, 2));
}

#[tokio::test]
async fn what_may_have_taken_effect_is_not() {
    for first in [(500, "{}"), (503, r#"{"__type":"ServiceUnavailable"}"#)] {
        assert_eq!(calls_after(first, starts).await, (false, 1));
        assert_eq!(calls_after(first, mails).await, (false, 1));
    }
}
