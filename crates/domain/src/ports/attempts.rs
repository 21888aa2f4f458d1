//! Counted attempts.

use time::OffsetDateTime;

use crate::Email;
use crate::error::DomainError;
use crate::limit::{Counter, EmailHash};

/// Counts attempts at what is limited.
pub trait CountAttempts: Send + Sync {
    /// Counts one attempt in the window that `now` lies in.
    ///
    /// MUST refuse with `TooManyAttempts` until the end of the window once as many as the limit were counted in it, however
    /// many calls run at once, and count none that it refuses. An attempt MAY be counted twice whose answer was lost.
    fn count(&self, counter: &Counter, now: OffsetDateTime) -> impl Future<Output = Result<(), DomainError>> + Send;

    /// MUST refuse with `TooManyAttempts` if [`Self::count`] would refuse any of these, and count nothing. MUST see
    /// everything that was counted before the call.
    fn check(&self, counters: &[Counter], now: OffsetDateTime) -> impl Future<Output = Result<(), DomainError>> + Send;
}

/// Hashes mail addresses, so that they can be counted without being kept.
pub trait HashEmail: Send + Sync {
    /// MUST be the same each time, another one for each address, and tell nobody who has no key whose it is.
    fn hash(&self, email: &Email) -> impl Future<Output = Result<EmailHash, DomainError>> + Send;
}
