//! Evidence that is kept for years.

use time::OffsetDateTime;

use crate::error::DomainError;

/// Keeps evidence where nobody can alter it.
pub trait KeepEvidence: Send + Sync {
    /// Keeps the text under the key, unless one is kept there already, and gives the one that is kept. Of many calls at
    /// once exactly one MUST win. From then on nobody MUST be able to change or remove it before its time.
    fn keep(
        &self,
        key: &str,
        text: &str,
        now: OffsetDateTime,
    ) -> impl Future<Output = Result<String, DomainError>> + Send;

    /// Keeps what is under the key for as long as if it were kept now. MUST NOT shorten its time.
    fn extend_retention(&self, key: &str, now: OffsetDateTime) -> impl Future<Output = Result<(), DomainError>> + Send;
}

/// Lists evidence.
pub trait ListEvidence: Send + Sync {
    /// The keys that begin so; of more than 1,000 the first ones.
    fn keys(&self, prefix: &str) -> impl Future<Output = Result<Vec<String>, DomainError>> + Send;
}
