//! The states `erase-files` and `erase-kept-files`: delete a batch of a user's pictures and files, with every version.
//! Files that cannot be deleted block nothing else; the latter state fails with `FilesKept` if some are left.

use time::OffsetDateTime;
use usher_domain::DomainError;
use usher_domain::erasure::CountedStore;
use usher_domain::ports::{EraseFiles, TrackErased};
use usher_lambda_kit::Task;
use usher_messages::{EraseFilesInput, ErasedFilesMessage, Message};

/// The maximum number of versions in one run: ten lists and ten deletions of 1,000 take some seconds.
const MAX_PER_RUN: u64 = 10_000;

/// The dependencies of the task.
#[derive(Debug)]
pub struct EraseFilesTask<Files, Queue> {
    /// The files.
    pub files: Files,
    /// The removal queue, with the count and the files that cannot be deleted.
    pub queue: Queue,
}

impl<Files: EraseFiles, Queue: TrackErased> Task for EraseFilesTask<Files, Queue> {
    const NAME: &'static str = "erase-files";
    type Input = EraseFilesInput;
    type Output = ErasedFilesMessage;

    async fn perform(&self, input: Self::Input, _: OffsetDateTime) -> Result<Self::Output, DomainError> {
        let (Message(user_id), folder) = (input.user.user_id, input.user.files_folder.map(|Message(folder)| folder));
        let erased = self.files.erase_files(&user_id, folder.as_ref(), MAX_PER_RUN).await?;
        let count = self.queue.add(&user_id, CountedStore::Files, erased.count).await?;
        let has_kept = !erased.kept.is_empty();
        if has_kept || input.must_finish {
            self.queue.note_kept(&user_id, &erased.kept).await?;
        }
        if has_kept && input.must_finish && !erased.has_more {
            return Err(DomainError::FilesKept);
        }
        Ok(ErasedFilesMessage { count, has_more: erased.has_more, has_kept })
    }
}
