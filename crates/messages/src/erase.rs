//! The messages of `erase-user`.

use serde::{Deserialize, Serialize};
use time::{Duration, OffsetDateTime};
use usher_domain::erasure::{ErasureId, ErasureRun, FailedErasure};
use usher_domain::service::Recipient;
use usher_domain::use_cases::tell_services::Round;
use usher_domain::{DomainError, FilesFolder, UserId};

use crate::{Message, rfc3339};

/// What `erase-user` starts with.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct EraseUserInput {
    /// The erasure.
    pub erasure_id: Message<ErasureId>,
    /// Who is erased.
    pub user_id: Message<UserId>,
}

/// What hide-user takes, and every task that erases something of a person.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ErasedUserMessage {
    /// Who is erased.
    pub user_id: Message<UserId>,
    /// Where the person's files are, where that is known.
    pub files_folder: Option<Message<FilesFolder>>,
}

/// What erase-files takes.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct EraseFilesInput {
    /// Whose files are erased.
    #[serde(flatten)]
    pub user: ErasedUserMessage,
    /// Whether files that cannot be deleted end the workflow: all else is done by then.
    #[serde(default)]
    pub must_finish: bool,
}

/// What erase-files gives.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct ErasedFilesMessage {
    /// How many versions this erasure has deleted, in all its runs.
    pub count: u64,
    /// Whether there may be more: then the state runs once more.
    pub has_more: bool,
    /// Whether there are files that cannot be deleted.
    pub has_kept: bool,
}

/// What hide-user gives.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct HiddenMessage {
    /// Where the person's files are; null if the record is gone already.
    pub files_folder: Option<Message<FilesFolder>>,
}

/// What a task gives that erases as much as it has time for.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct ErasedMessage {
    /// How many this erasure has erased, in all its runs.
    pub count: u64,
    /// Whether there may be more: then the state runs once more.
    pub has_more: bool,
}

/// What queue-removal takes.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ErasureMessage {
    /// The erasure.
    pub erasure_id: Message<ErasureId>,
    /// Who is erased.
    pub user_id: Message<UserId>,
    /// When it was asked for.
    #[serde(with = "rfc3339")]
    pub requested_at: OffsetDateTime,
    /// Where the person's pictures are; null if the record is gone already.
    pub files_folder: Option<Message<FilesFolder>>,
}

/// What queue-removal gives.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct QueuedMessage {
    /// When it was first asked for, by whatever execution.
    #[serde(with = "rfc3339")]
    pub requested_at: OffsetDateTime,
    /// The name of this run of the erasure.
    pub run: Message<ErasureRun>,
    /// Where the person's pictures are, where that was ever known.
    pub files_folder: Option<Message<FilesFolder>>,
}

/// What call-services takes.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CallServicesInput {
    /// The erasure.
    pub erasure_id: Message<ErasureId>,
    /// The run of it; executions that began before runs had names leave it out.
    pub run: Option<Message<ErasureRun>>,
    /// Who is erased.
    pub user_id: Message<UserId>,
    /// Since when services are called: the beginning of the execution, or the last time it was redriven.
    #[serde(with = "rfc3339")]
    pub since: OffsetDateTime,
}

/// What call-services gives.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RoundMessage {
    /// How many seconds to wait for the next round; null when nobody is pending any more.
    pub wait_seconds: Option<i64>,
    /// Every service, and how far it is.
    pub recipients: Vec<RecipientMessage>,
}

/// A [`Recipient`] as a message.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RecipientMessage {
    /// Which service.
    pub service_name: String,
    /// How far it is.
    pub status: String,
    /// How often it was called.
    pub attempts: u32,
    /// What it answered last.
    pub last_answer: Option<String>,
    /// When it was called last.
    #[serde(with = "rfc3339::option")]
    pub called_at: Option<OffsetDateTime>,
}

/// What report-failed-erasure takes: an event of `EventBridge` (AWS Step Functions developer guide, "Step Functions
/// Execution Status Change").
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ExecutionStatusEvent {
    /// When the status changed.
    #[serde(with = "rfc3339")]
    pub time: OffsetDateTime,
    /// The execution.
    pub detail: ExecutionStatusDetail,
}

/// The part of the event that tells of the execution.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ExecutionStatusDetail {
    /// Its ARN.
    pub execution_arn: String,
    /// How it ended.
    pub status: String,
    /// What it was started with.
    pub input: String,
    /// When it ended, in milliseconds since 1970.
    pub stop_date: Option<i64>,
    /// The name of the error that it ended in.
    pub error: Option<String>,
}

/// What write-certificate takes.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CertificateInput {
    /// The erasure.
    pub erasure_id: Message<ErasureId>,
    /// The run of it; executions that began before runs had names leave it out.
    pub run: Option<Message<ErasureRun>>,
    /// When it was asked for.
    #[serde(with = "rfc3339")]
    pub requested_at: OffsetDateTime,
    /// How many versions of files were erased.
    pub files: u64,
    /// How many job requests.
    pub job_requests: u64,
    /// How many reviews.
    pub reviews: u64,
    /// Every service that was told.
    pub recipients: Vec<RecipientMessage>,
}

/// The run that a message names, else the first one of the erasure.
#[must_use]
pub fn run_or_first(run: Option<Message<ErasureRun>>, erasure_id: &ErasureId) -> ErasureRun {
    run.map_or_else(|| ErasureRun::numbered(erasure_id, 1), |Message(run)| run)
}

impl ExecutionStatusEvent {
    /// The erasure that stopped, and how.
    ///
    /// # Errors
    /// [`DomainError::Unavailable`] if something in it is malformed.
    pub fn read(&self) -> Result<FailedErasure, DomainError> {
        let malformed = DomainError::unavailable("read an event");
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
            // Rounded up: who waits too short a time finds nobody due.
            wait_seconds: round.wait.map(|wait| (wait + Duration::milliseconds(999)).whole_seconds()),
            recipients: round.recipients.iter().map(RecipientMessage::from).collect(),
        }
    }
}
