//! Evidence, which is stored for years.

use time::OffsetDateTime;

use crate::error::DomainError;

/// Stores evidence that cannot be altered.
pub trait KeepEvidence: Send + Sync {
    /// Stores the text under the key unless the key exists, and returns the stored text. Of concurrent calls exactly
    /// one MUST win. The stored text MUST be immutable until its retention ends.
    fn keep(
        &self,
        key: &str,
        text: &str,
        now: OffsetDateTime,
    ) -> impl Future<Output = Result<String, DomainError>> + Send;

    /// Extends the retention as if the text were stored now. MUST NOT shorten it.
    fn extend_retention(&self, key: &str, now: OffsetDateTime) -> impl Future<Output = Result<(), DomainError>> + Send;
}

/// Lists evidence.
pub trait ListEvidence: Send + Sync {
    /// The keys with this prefix; the first 1,000 if there are more.
    fn keys(&self, prefix: &str) -> impl Future<Output = Result<Vec<String>, DomainError>> + Send;
}

/// Reads evidence.
pub trait FindEvidence: Send + Sync {
    /// The text under the key, if it exists.
    fn find(&self, key: &str) -> impl Future<Output = Result<Option<String>, DomainError>> + Send;
}
