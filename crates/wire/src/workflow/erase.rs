//! The messages of `erase-user`.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use time::serde::rfc3339;
use usher_domain::erasure::{Erased, ErasureId};
use usher_domain::{DomainError, FilesFolder, UserId};

/// What hide-user takes, and every task that erases something of a person.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ErasedPersonMessage {
    /// Who is erased.
    pub user_id: String,
    /// Where the person's files are, where that is known.
    #[serde(default)]
    pub files_folder: Option<String>,
}

/// What hide-user gives.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct HiddenMessage {
    /// Where the person's files are; null if the record is gone already.
    pub files_folder: Option<String>,
}

/// What a task gives that erases as much as it has time for.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct ErasedMessage {
    /// How many it erased.
    pub count: u64,
    /// Whether there may be more: then the state runs once more.
    pub has_more: bool,
}

/// What write-certificate takes.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CertificateInput {
    /// The erasure.
    pub erasure_id: String,
    /// When it was asked for.
    #[serde(with = "rfc3339")]
    pub requested_at: OffsetDateTime,
    /// How many versions of files were erased.
    pub files: u64,
    /// How many job requests.
    pub job_requests: u64,
    /// How many reviews.
    pub reviews: u64,
}

impl ErasedPersonMessage {
    /// Reads whose things are erased, and where their files are.
    ///
    /// # Errors
    /// [`DomainError::Unavailable`] if something in it is malformed: only the workflow writes such a message.
    pub fn read(&self) -> Result<(UserId, Option<FilesFolder>), DomainError> {
        let user_id = UserId::parse(&self.user_id).map_err(DomainError::unavailable("read a message"))?;
        let folder = self.files_folder.as_deref().map(FilesFolder::parse).transpose();
        Ok((user_id, folder.map_err(DomainError::unavailable("read a message"))?))
    }
}

impl CertificateInput {
    /// Reads which erasure is certified.
    ///
    /// # Errors
    /// [`DomainError::Unavailable`] if it is malformed.
    pub fn erasure_id(&self) -> Result<ErasureId, DomainError> {
        ErasureId::parse(&self.erasure_id).map_err(DomainError::unavailable("read a message"))
    }
}

impl From<Erased> for ErasedMessage {
    fn from(erased: Erased) -> Self {
        Self { count: erased.count, has_more: erased.has_more }
    }
}
