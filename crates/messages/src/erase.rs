//! The messages of `erase-user`.

use serde::{Deserialize, Serialize};
use time::{Duration, OffsetDateTime};
use usher_domain::erasure::{ErasureId, ErasureRun, FailedErasure};
use usher_domain::service::Recipient;
use usher_domain::use_cases::tell_services::Round;
use usher_domain::{DomainError, FilesFolder, UserId};

use crate::{Message, rfc3339};

/// The input of `erase-user`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct EraseUserInput {
    /// The id of the erasure.
    pub erasure_id: Message<ErasureId>,
    /// The user to erase.
    pub user_id: Message<UserId>,
}

/// The input of hide-user, and of every task that erases a user's data.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ErasedUserMessage {
    /// The user to erase.
    pub user_id: Message<UserId>,
    /// The folder of the user's files, if known.
    pub files_folder: Option<Message<FilesFolder>>,
}

/// The input of erase-files.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct EraseFilesInput {
    /// The user whose files are erased.
    #[serde(flatten)]
    pub user: ErasedUserMessage,
    /// Whether to fail if some files cannot be deleted, since everything else is erased.
    #[serde(default)]
    pub must_finish: bool,
}

/// The output of erase-files.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct ErasedFilesMessage {
    /// How many versions this run of the erasure has deleted, over all its executions.
    pub count: u64,
    /// Whether more may be left: then the state is repeated.
    pub has_more: bool,
    /// Whether some files cannot be deleted.
    pub has_kept: bool,
}

/// The output of hide-user.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct HiddenMessage {
    /// The folder of the user's files; null if the record was deleted already.
    pub files_folder: Option<Message<FilesFolder>>,
}

/// The output of a task that erases one batch.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct ErasedMessage {
    /// How many this run of the erasure has erased, over all its executions.
    pub count: u64,
    /// Whether more may be left: then the state is repeated.
    pub has_more: bool,
}

/// The input of queue-removal.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ErasureMessage {
    /// The id of the erasure.
    pub erasure_id: Message<ErasureId>,
    /// The user to erase.
    pub user_id: Message<UserId>,
    /// When it was requested.
    #[serde(with = "rfc3339")]
    pub requested_at: OffsetDateTime,
    /// The folder of the user's pictures; null if the record was deleted already.
    pub files_folder: Option<Message<FilesFolder>>,
}

/// The output of queue-removal.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct QueuedMessage {
    /// When it was first requested, by any execution.
    #[serde(with = "rfc3339")]
    pub requested_at: OffsetDateTime,
    /// The name of this run of the erasure.
    pub run: Message<ErasureRun>,
    /// The folder of the user's pictures, if it was ever known.
    pub files_folder: Option<Message<FilesFolder>>,
}

/// The input of call-services.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CallServicesInput {
    /// The id of the erasure.
    pub erasure_id: Message<ErasureId>,
    /// The run; absent in executions that started before runs had names.
    pub run: Option<Message<ErasureRun>>,
    /// The user to erase.
    pub user_id: Message<UserId>,
    /// When the execution started or was last redriven; the time to confirm starts then.
    #[serde(with = "rfc3339")]
    pub since: OffsetDateTime,
}

/// The output of call-services.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RoundMessage {
    /// How many seconds to wait before the next round; null if no service is pending.
    pub wait_seconds: Option<i64>,
    /// The state of every service.
    pub recipients: Vec<RecipientMessage>,
}

/// A [`Recipient`] as a message.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RecipientMessage {
    /// The name of the service.
    pub service_name: String,
    /// Whether it has confirmed.
    pub status: String,
    /// How often it was called.
    pub attempts: u32,
    /// The last answer.
    pub last_answer: Option<String>,
    /// When it was last called.
    #[serde(with = "rfc3339::option")]
    pub called_at: Option<OffsetDateTime>,
}

/// The input of report-failed-erasure: an event of `EventBridge` (AWS Step Functions developer guide, "Step Functions
/// Execution Status Change").
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ExecutionStatusEvent {
    /// When the status changed.
    #[serde(with = "rfc3339")]
    pub time: OffsetDateTime,
    /// The execution.
    pub detail: ExecutionStatusDetail,
}

/// The execution in the event.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ExecutionStatusDetail {
    /// Its ARN.
    pub execution_arn: String,
    /// Its final status.
    pub status: String,
    /// Its input.
    pub input: String,
    /// When it ended, in milliseconds since 1970.
    pub stop_date: Option<i64>,
    /// The name of the error, if it failed.
    pub error: Option<String>,
}

/// The input of write-certificate.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CertificateInput {
    /// The id of the erasure.
    pub erasure_id: Message<ErasureId>,
    /// The run; absent in executions that started before runs had names.
    pub run: Option<Message<ErasureRun>>,
    /// When it was requested.
    #[serde(with = "rfc3339")]
    pub requested_at: OffsetDateTime,
    /// How many versions of files were erased.
    pub files: u64,
    /// How many job requests were erased.
    pub job_requests: u64,
    /// How many reviews were erased.
    pub reviews: u64,
    /// The state of every service.
    pub recipients: Vec<RecipientMessage>,
}

/// The named run, or the first one of the erasure.
#[must_use]
pub fn run_or_first(run: Option<Message<ErasureRun>>, erasure_id: &ErasureId) -> ErasureRun {
    run.map_or_else(|| ErasureRun::numbered(erasure_id, 1), |Message(run)| run)
}

impl ExecutionStatusEvent {
    /// Parses the failed erasure.
    ///
    /// # Errors
    /// [`DomainError::Unavailable`] if the event is malformed.
    pub fn read(&self) -> Result<FailedErasure, DomainError> {
        let malformed = DomainError::unavailable("parse an event");
        let input: EraseUserInput = serde_json::from_str(&self.detail.input).map_err(malformed)?;
        let stopped_at = self.detail.stop_date.map(|millis| i128::from(millis) * 1_000_000);
        let stopped_at = stopped_at.and_then(|nanos| OffsetDateTime::from_unix_timestamp_nanos(nanos).ok());
        Ok(FailedErasure {
            id: input.erasure_id.0,
            user_id: input.user_id.0,
            execution: self.detail.execution_arn.clone(),
            status: self.detail.status.clone(),
            error: self.detail.error.clone(),
            stopped_at: stopped_at.unwrap_or(self.time),
        })
    }
}

impl From<&Recipient> for RecipientMessage {
    fn from(recipient: &Recipient) -> Self {
        Self {
            service_name: recipient.name.as_str().to_owned(),
            status: recipient.status.as_str().to_owned(),
            attempts: recipient.attempts,
            last_answer: recipient.last_answer.clone(),
            called_at: recipient.called_at,
        }
    }
}

impl From<&Round> for RoundMessage {
    fn from(round: &Round) -> Self {
        Self {
            // Rounded up, since after a shorter wait no service would be due.
            wait_seconds: round.wait.map(|wait| (wait + Duration::milliseconds(999)).whole_seconds()),
            recipients: round.recipients.iter().map(RecipientMessage::from).collect(),
        }
    }
}
