//! What evidence makes of answers that the emulator never gives.

#![cfg(feature = "s3")]
#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use time::OffsetDateTime;
use time::macros::datetime;
use usher_aws::Evidence;
use usher_domain::ports::KeepEvidence;

mod canned;

const NOW: OffsetDateTime = datetime!(2026-11-22 12:00 UTC);

/// Evidence in a bucket that answers the first so many puts with a conflict.
fn evidence(conflicts: usize, puts: &Arc<AtomicUsize>) -> Evidence {
    let puts = Arc::clone(puts);
    let endpoint = canned::serve(move |_| match puts.fetch_add(1, Ordering::Relaxed) {
        put if put < conflicts => (409, "<Error><Code>ConditionalRequestConflict</Code></Error>".to_owned()),
        _ => (200, String::new()),
    });
    Evidence::new(&canned::connection(&endpoint), "evidence".to_owned(), 1)
}

#[tokio::test]
async fn a_put_that_met_another_one_is_sent_again() {
    let puts = Arc::default();
    let kept = evidence(1, &puts).keep("acceptances/one.json", "text", NOW).await;
    assert_eq!(kept.unwrap(), "text");
    assert_eq!(puts.load(Ordering::Relaxed), 2);
}

#[tokio::test]
async fn but_not_for_ever() {
    let puts = Arc::default();
    assert!(evidence(usize::MAX, &puts).keep("acceptances/one.json", "text", NOW).await.is_err());
    assert_eq!(puts.load(Ordering::Relaxed), 3);
}
