//! Users' rows in other tables.

use crate::erasure::Erased;
use crate::error::DomainError;
use crate::user_id::UserId;

/// Erases a user's rows in one table: job requests, reviews.
pub trait EraseRows: Send + Sync {
    /// Deletes rows until none is left or `max` were deleted.
    fn erase_rows(&self, user: &UserId, max: u64) -> impl Future<Output = Result<Erased, DomainError>> + Send;
}
