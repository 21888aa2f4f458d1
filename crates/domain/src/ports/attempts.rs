//! Counters of attempts.

use time::OffsetDateTime;

use crate::Email;
use crate::error::DomainError;
use crate::limit::{Counter, EmailHash};

/// Counts attempts for rate limits.
pub trait CountAttempts: Send + Sync {
    /// Counts one attempt in the window that contains `now`.
    ///
    /// MUST refuse with `TooManyAttempts` until the end of the window once the limit is reached, however many calls are
    /// concurrent, and MUST NOT count refused attempts. MAY count an attempt twice if its response was lost.
    fn count(&self, counter: &Counter, now: OffsetDateTime) -> impl Future<Output = Result<(), DomainError>> + Send;

    /// MUST refuse with `TooManyAttempts` if [`Self::count`] would refuse any of these, and count nothing. MUST see
    /// everything that was counted before the call.
    fn check(&self, counters: &[Counter], now: OffsetDateTime) -> impl Future<Output = Result<(), DomainError>> + Send;
}

/// Hashes email addresses, so that counters need not store them.
pub trait HashEmail: Send + Sync {
    /// MUST be deterministic, different for each address, and pseudonymous without the key.
    fn hash(&self, email: &Email) -> impl Future<Output = Result<EmailHash, DomainError>> + Send;
}
