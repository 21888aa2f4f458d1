//! Rows about users in other tables.

use crate::erasure::Erased;
use crate::error::DomainError;
use crate::user_id::UserId;

/// Erases a person's rows in one table: job requests, reviews.
pub trait EraseRows: Send + Sync {
    /// Removes rows until none is left or `max` have been removed.
    fn erase_rows(&self, user: &UserId, max: u64) -> impl Future<Output = Result<Erased, DomainError>> + Send;
}
