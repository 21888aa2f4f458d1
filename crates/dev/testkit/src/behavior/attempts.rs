//! The contracts of `CountAttempts` and `HashEmail`.

use futures_util::future::join_all;
use time::{Duration, OffsetDateTime};
use usher_domain::limit::{Counter, EmailHash, Limit, Purpose, Subject, Window};
use usher_domain::ports::{CountAttempts, HashEmail};
use usher_domain::{DomainError, Email};

use crate::fixtures;

/// Checks the whole contract of `CountAttempts`, in the hour of `now`.
pub async fn whole_contract(attempts: &impl CountAttempts, now: OffsetDateTime) {
    attempts_over_the_limit_are_refused(attempts, now).await;
    concurrent_attempts_stop_at_the_limit(attempts, now).await;
    each_subject_and_purpose_has_its_own_count(attempts, now).await;
    next_window_starts_at_zero(attempts, now).await;
    check_counts_nothing_and_sees_every_count(attempts, now).await;
}

/// An unused counter.
fn counter(count: u32) -> Counter {
    let subject = Subject::Email(EmailHash::from_bits(fixtures::uuid().as_u128()));
    Counter { purpose: Purpose::Mail, subject, limit: Limit { count, window: Window::Hour } }
}

fn is_refused(outcome: &Result<(), DomainError>) -> bool {
    match outcome {
        Ok(()) => false,
        Err(DomainError::TooManyAttempts { .. }) => true,
        Err(other) => panic!("{other:?}"),
    }
}

/// Attempts up to the limit are counted; later ones are refused, with the time until the window ends.
async fn attempts_over_the_limit_are_refused(attempts: &impl CountAttempts, now: OffsetDateTime) {
    let counter = counter(2);
    for _ in 0..2 {
        attempts.count(&counter, now).await.unwrap();
    }
    for _ in 0..2 {
        let Err(DomainError::TooManyAttempts { retry_after }) = attempts.count(&counter, now).await else {
            panic!("the third is too many");
        };
        assert_eq!(now.unix_timestamp() + retry_after.whole_seconds(), counter.ends_at(now));
    }
    let none = Counter { limit: Limit { count: 0, ..counter.limit }, ..counter };
    assert!(is_refused(&attempts.count(&none, now).await), "a limit of 0 refuses every attempt");
}

/// The limit holds for concurrent attempts.
async fn concurrent_attempts_stop_at_the_limit(attempts: &impl CountAttempts, now: OffsetDateTime) {
    let counter = counter(5);
    let outcomes = join_all((0..30).map(|_| attempts.count(&counter, now))).await;
    assert_eq!(outcomes.iter().filter(|outcome| !is_refused(outcome)).count(), 5);
}

/// A used-up counter affects no other subject and no other purpose.
async fn each_subject_and_purpose_has_its_own_count(attempts: &impl CountAttempts, now: OffsetDateTime) {
    let one = counter(1);
    attempts.count(&one, now).await.unwrap();
    assert!(is_refused(&attempts.count(&one, now).await));
    attempts.count(&Counter { purpose: Purpose::Registration, ..one }, now).await.unwrap();
    attempts.count(&counter(1), now).await.unwrap();
}

/// Attempts of a past window do not count.
async fn next_window_starts_at_zero(attempts: &impl CountAttempts, now: OffsetDateTime) {
    let counter = counter(1);
    attempts.count(&counter, now).await.unwrap();
    assert!(is_refused(&attempts.count(&counter, now).await));
    attempts.count(&counter, now + Duration::HOUR).await.unwrap();
}

/// Checking counters does not change them.
async fn check_counts_nothing_and_sees_every_count(attempts: &impl CountAttempts, now: OffsetDateTime) {
    let (one, other) = (counter(1), counter(1));
    for _ in 0..3 {
        attempts.check(&[one, other], now).await.unwrap();
    }
    attempts.count(&other, now).await.unwrap();
    assert!(is_refused(&attempts.check(&[one, other], now).await));
    assert!(is_refused(&attempts.check(&[other], now).await));
    attempts.check(&[one], now).await.unwrap();
    attempts.check(&[one, other], now + Duration::HOUR).await.unwrap();
}

/// Checks the contract of `HashEmail`: two instances give an address the same hash, and two addresses have different
/// ones.
pub async fn hashes(one: &impl HashEmail, another: &impl HashEmail) {
    let (ada, grace): (Email, Email) = (fixtures::email(), fixtures::email());
    assert_eq!(one.hash(&ada).await.unwrap(), another.hash(&ada).await.unwrap());
    assert_ne!(one.hash(&ada).await.unwrap(), one.hash(&grace).await.unwrap());
}
