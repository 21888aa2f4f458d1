//! Files of users.

use crate::error::DomainError;
use crate::user_id::UserId;
use crate::{ErasedFiles, FilesFolder};

/// Erases a person's files.
pub trait EraseFiles: Send + Sync {
    /// Removes pictures, then files, each with every version, until none is left or `max` have been removed. What cannot
    /// be removed MUST NOT keep anything else from being removed, nor make runs go on for ever; it is named in the answer.
    fn erase_files(
        &self,
        user: &UserId,
        folder: Option<&FilesFolder>,
        max: u64,
    ) -> impl Future<Output = Result<ErasedFiles, DomainError>> + Send;
}
