//! Evidence, with responses that the emulator never gives.

use time::OffsetDateTime;
use time::macros::datetime;
use usher_aws::{Evidence, Retention};
use usher_domain::ports::KeepEvidence;

use crate::canned::{Answer, Server};

const NOW: OffsetDateTime = datetime!(2026-11-22 12:00 UTC);

fn conflict() -> Answer {
    (409, "<Error><Code>ConditionalRequestConflict</Code></Error>".to_owned())
}

fn evidence(bucket: &Server) -> Evidence {
    Evidence::new(&bucket.connection(), "evidence".to_owned(), Retention::one_year())
}

#[tokio::test]
async fn conflicting_put_is_retried() {
    let bucket = Server::answering(vec![conflict(), (200, String::new())]);
    let kept = evidence(&bucket).keep("acceptances/one.json", "text", NOW).await;
    assert_eq!(kept.unwrap(), "text");
    assert_eq!(bucket.calls(), 2);
}

#[tokio::test]
async fn retries_of_a_conflicting_put_are_limited() {
    let bucket = Server::answering(vec![conflict()]);
    assert!(evidence(&bucket).keep("acceptances/one.json", "text", NOW).await.is_err());
    assert_eq!(bucket.calls(), 3);
}
