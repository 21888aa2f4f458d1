//! Downstream services: other systems that store data of users, and have to remove it when a user is erased.

use std::fmt;

use thiserror::Error;
use time::{Duration, OffsetDateTime};

/// The name of a service: 1 to 128 characters, no control characters.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ServiceName(String);

/// Not a [`ServiceName`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("a service's name has 1 to 128 characters, none of them a control character")]
pub struct NotAName;

impl ServiceName {
    /// Parses a name.
    ///
    /// # Errors
    /// [`NotAName`].
    pub fn parse(given: &str) -> Result<Self, NotAName> {
        let is_valid = (1..=128).contains(&given.chars().count()) && !given.chars().any(char::is_control);
        if is_valid { Ok(Self(given.to_owned())) } else { Err(NotAName) }
    }

    /// The name itself.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ServiceName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// The key that signs calls to one service. `Debug` does not print it.
#[derive(Clone, PartialEq, Eq)]
pub struct SigningSecret([u8; 32]);

impl SigningSecret {
    /// The secret of these bytes.
    #[must_use]
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The bytes. Pass them only to the service or to the signature.
    #[must_use]
    pub const fn reveal(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Debug for SigningSecret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("SigningSecret(…)")
    }
}

/// A registered service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Service {
    /// Its name.
    pub name: ServiceName,
    /// The URL that receives removals. It is validated when it is called.
    pub endpoint: String,
}

/// The registered services.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RegisteredServices {
    /// The services.
    pub services: Vec<Service>,
    /// The names of rows that cannot be parsed. They cannot be called, so that nothing waits for them.
    pub unreadable: Vec<String>,
}

/// The state of one service in one erasure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recipient {
    /// The name of the service.
    pub name: ServiceName,
    /// Whether it has confirmed.
    pub status: RecipientStatus,
    /// How often it was called.
    pub attempts: u32,
    /// The last answer: a status code, or the name of an error. Nothing that the service itself wrote.
    pub last_answer: Option<String>,
    /// When it was called last.
    pub called_at: Option<OffsetDateTime>,
    /// The earliest time of the next call, from the service's `Retry-After`.
    pub not_before: Option<OffsetDateTime>,
}

/// Whether a service has confirmed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecipientStatus {
    /// It has not confirmed yet.
    Pending,
    /// It has confirmed.
    Confirmed,
    /// Its registration was removed before it confirmed.
    Withdrawn,
}

impl RecipientStatus {
    /// The name in tables, messages and certificates.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Confirmed => "confirmed",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// Parses the name.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Pending, Self::Confirmed, Self::Withdrawn].into_iter().find(|status| status.as_str() == word)
    }
}

/// The result of calling a service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceAnswer {
    /// Whether it has confirmed.
    pub is_confirmed: bool,
    /// A status code, or the name of an error.
    pub answer: String,
    /// `Retry-After`, if the service sent one.
    pub retry_after: Option<Duration>,
}

impl Recipient {
    /// A service that has not been called.
    #[must_use]
    pub const fn new(name: ServiceName) -> Self {
        Self {
            name,
            status: RecipientStatus::Pending,
            attempts: 0,
            last_answer: None,
            called_at: None,
            not_before: None,
        }
    }

    /// Whether it has not confirmed yet.
    #[must_use]
    pub fn is_pending(&self) -> bool {
        self.status == RecipientStatus::Pending
    }

    /// Records one more call. `Retry-After` is capped at `deadline`, so that the service is called once more before the
    /// erasure fails.
    #[must_use]
    pub fn record_call(self, answer: ServiceAnswer, now: OffsetDateTime, deadline: OffsetDateTime) -> Self {
        let status = if answer.is_confirmed { RecipientStatus::Confirmed } else { RecipientStatus::Pending };
        let asked = answer.retry_after.filter(|_| !answer.is_confirmed);
        let not_before = asked.map(|wait| now.checked_add(wait).unwrap_or(deadline).min(deadline));
        Self {
            status,
            attempts: self.attempts.saturating_add(1),
            last_answer: Some(answer.answer),
            called_at: Some(now),
            not_before,
            ..self
        }
    }

    /// How long until the next call: none before the first, then 2 s, doubled each time up to an hour, or longer if the
    /// service asked for it.
    #[must_use]
    pub fn wait(&self, now: OffsetDateTime) -> Duration {
        let Some(called_at) = self.called_at else { return Duration::ZERO };
        let due_at = called_at + self.backoff();
        let due_at = self.not_before.map_or(due_at, |asked| asked.max(due_at));
        (due_at - now).max(Duration::ZERO)
    }

    /// Whether to call it now. A service that is nearly due is called with the others, so that many failing services do
    /// not wake the workflow one by one; but never before the time it asked for.
    #[must_use]
    pub fn is_due(&self, now: OffsetDateTime) -> bool {
        let must_wait = self.not_before.is_some_and(|asked| now < asked);
        self.is_pending() && !must_wait && self.wait(now) <= self.backoff() / 4
    }

    fn backoff(&self) -> Duration {
        const MAX_SECONDS: i64 = 3600;
        let doubled = 2_i64.checked_pow(self.attempts).unwrap_or(MAX_SECONDS);
        Duration::seconds(doubled.min(MAX_SECONDS))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    const NOW: OffsetDateTime = datetime!(2026-11-22 12:00 UTC);

    fn failing(times: u32) -> Recipient {
        (0..times).fold(new(), |recipient, _| recipient.record_call(refused(None), NOW, DEADLINE))
    }

    fn new() -> Recipient {
        Recipient::new(ServiceName::parse("billing").unwrap())
    }

    fn refused(retry_after: Option<Duration>) -> ServiceAnswer {
        ServiceAnswer { is_confirmed: false, answer: "503".to_owned(), retry_after }
    }

    const DEADLINE: OffsetDateTime = datetime!(2026-11-25 12:00 UTC);

    #[test]
    fn retry_after_longer_than_the_backoff_is_honored() {
        let asked = new().record_call(refused(Some(Duration::minutes(10))), NOW, DEADLINE);
        assert_eq!(asked.wait(NOW), Duration::minutes(10));
        assert!(!asked.is_due(NOW + Duration::minutes(10) - Duration::SECOND));
        assert!(asked.is_due(NOW + Duration::minutes(10)));
    }

    #[test]
    fn retry_after_shorter_than_the_backoff_is_ignored() {
        let asked = new().record_call(refused(Some(Duration::SECOND)), NOW, DEADLINE);
        assert_eq!(asked.wait(NOW), Duration::seconds(2));
    }

    #[test]
    fn retry_after_is_capped_at_the_deadline() {
        for wait in [Duration::days(30), Duration::MAX] {
            let asked = new().record_call(refused(Some(wait)), NOW, DEADLINE);
            assert_eq!(asked.not_before, Some(DEADLINE));
            assert!(asked.is_due(DEADLINE));
        }
    }

    #[test]
    fn next_answer_replaces_retry_after() {
        let asked = new().record_call(refused(Some(Duration::days(1))), NOW, DEADLINE);
        assert_eq!(asked.record_call(refused(None), NOW, DEADLINE).not_before, None);
    }

    #[test]
    fn service_without_calls_is_due_at_once() {
        assert!(failing(0).is_due(NOW));
        assert_eq!(failing(0).wait(NOW), Duration::ZERO);
    }

    #[test]
    fn backoff_doubles_up_to_an_hour() {
        for (times, seconds) in [(1, 2), (2, 4), (5, 32), (11, 2048), (12, 3600), (100, 3600)] {
            assert_eq!(failing(times).wait(NOW), Duration::seconds(seconds), "after {times} calls");
        }
    }

    #[test]
    fn service_is_due_when_its_backoff_is_nearly_over() {
        assert!(!failing(12).is_due(NOW + Duration::minutes(44)));
        assert!(failing(12).is_due(NOW + Duration::minutes(45)));
    }

    #[test]
    fn confirmed_service_is_never_due() {
        let answer = ServiceAnswer { is_confirmed: true, answer: "202".to_owned(), retry_after: Some(Duration::DAY) };
        let confirmed = failing(3).record_call(answer, NOW, DEADLINE);
        assert_eq!(confirmed.not_before, None);
        assert_eq!((confirmed.status, confirmed.attempts), (RecipientStatus::Confirmed, 4));
        assert!(!confirmed.is_due(NOW + Duration::days(1)));
    }

    #[test]
    fn service_name_is_short_and_printable() {
        assert!(ServiceName::parse("Billing, EU").is_ok());
        for given in ["", "a\nb", &"a".repeat(129)] {
            assert_eq!(ServiceName::parse(given), Err(NotAName), "{given:?}");
        }
    }
}
