//! The function's timeout. Work stops shortly before it, so that the function itself answers and logs the failure
//! instead of being killed by Lambda.

use std::time::Duration;

use time::OffsetDateTime;
use usher_domain::DomainError;

/// The time reserved for the response and the log line.
const GRACE: Duration = Duration::from_millis(500);

/// How long work that starts at `now` may take; `deadline` is in milliseconds since 1970, as the Runtime API gives it.
/// `None`, no limit, if the deadline has already passed: cargo-lambda's emulator gives ten minutes after 1970 began.
pub(crate) fn time_left(deadline: u64, now: OffsetDateTime) -> Option<Duration> {
    let now = u64::try_from(now.unix_timestamp_nanos() / 1_000_000).unwrap_or_default();
    Some(Duration::from_millis(deadline.checked_sub(now)?).saturating_sub(GRACE))
}

/// Does the work; fails with [`DomainError::Unavailable`] after this time.
pub(crate) async fn with_timeout<T>(
    time_left: Option<Duration>,
    work: impl Future<Output = Result<T, DomainError>>,
) -> Result<T, DomainError> {
    match time_left {
        None => work.await,
        Some(limit) => match tokio::time::timeout(limit, work).await {
            Ok(outcome) => outcome,
            Err(late) => Err(DomainError::unavailable("finish before the function times out")(late)),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    #[test]
    fn work_stops_half_a_second_before_the_deadline() {
        let now = datetime!(2026-11-22 12:00 UTC);
        let deadline = u64::try_from(now.unix_timestamp()).unwrap() * 1000 + 10_000;
        assert_eq!(time_left(deadline, now), Some(Duration::from_millis(9_500)));
        assert_eq!(time_left(deadline - 9_999, now), Some(Duration::ZERO));
    }

    #[test]
    fn deadline_in_the_past_is_ignored() {
        assert_eq!(time_left(600_000, datetime!(2026-11-22 12:00 UTC)), None);
    }

    #[tokio::test]
    async fn timeout_is_an_internal_error() {
        let endless = std::future::pending::<Result<(), DomainError>>();
        let outcome = with_timeout(Some(Duration::from_millis(1)), endless).await;
        assert!(matches!(outcome, Err(DomainError::Unavailable(_))));
        assert!(with_timeout(Some(Duration::from_secs(5)), async { Ok(()) }).await.is_ok());
    }
}
