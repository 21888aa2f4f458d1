//! Users' files.

use crate::error::DomainError;
use crate::user_id::UserId;
use crate::{ErasedFiles, FilesFolder};

/// Erases a user's files.
pub trait EraseFiles: Send + Sync {
    /// Deletes pictures, then files, each with every version, until none is left or `max` were deleted. What cannot be
    /// deleted MUST NOT block anything else, nor cause endless runs; it is listed in the result.
    fn erase_files(
        &self,
        user: &UserId,
        folder: Option<&FilesFolder>,
        max: u64,
    ) -> impl Future<Output = Result<ErasedFiles, DomainError>> + Send;
}
