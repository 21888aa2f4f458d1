//! The state `erase-files`: removes a person's files and pictures with every version, as many as there is time for.

use time::OffsetDateTime;
use usher_domain::DomainError;
use usher_domain::ports::EraseFiles;
use usher_lambda_kit::Task;
use usher_wire::workflow::{ErasedMessage, ErasedPersonMessage};

/// How many versions one run removes: ten lists and ten deletions of 1,000 take some seconds.
const ENOUGH: u64 = 10_000;

/// What the task needs.
#[derive(Debug)]
pub struct EraseFilesTask<Files> {
    /// The files.
    pub files: Files,
}

impl<Files: EraseFiles> Task for EraseFilesTask<Files> {
    const NAME: &'static str = "erase-files";
    type Input = ErasedPersonMessage;
    type Output = ErasedMessage;

    async fn perform(&self, input: Self::Input, _: OffsetDateTime) -> Result<Self::Output, DomainError> {
        let (user_id, folder) = input.read()?;
        Ok(self.files.erase_files(&user_id, folder.as_ref(), ENOUGH).await?.into())
    }
}
