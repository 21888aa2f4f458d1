//! Erasures: the workflow and its progress.

use crate::erasure::{CountedStore, Erasure, ErasureId, ErasureRun, FailedErasure, LatestExecution, Queued};
use crate::error::DomainError;
use crate::service::{Recipient, Service};
use crate::user_id::UserId;
use crate::{FilesFolder, KeptFiles};

/// Starts the workflow `erase-user`.
pub trait StartErasure: Send + Sync {
    /// The id of this user's erasure. MUST be the same each time, and pseudonymous without the key.
    fn erasure_id(&self, user: &UserId) -> impl Future<Output = Result<ErasureId, DomainError>> + Send;

    /// Ensures that the workflow runs for this erasure.
    ///
    /// MUST NOT start another execution while one is running, however many callers ask. MUST start a new one if all
    /// have ended, whether or not they succeeded.
    fn start(&self, erasure: &Erasure) -> impl Future<Output = Result<(), DomainError>> + Send;
}

/// Finds executions of the workflow `erase-user`.
pub trait FindErasure: Send + Sync {
    /// The latest execution of this erasure; `None` if there was none, or if it ended so long ago that its history was
    /// deleted.
    fn latest_execution(
        &self,
        id: &ErasureId,
    ) -> impl Future<Output = Result<Option<LatestExecution>, DomainError>> + Send;
}

/// Counts what one run of an erasure has removed, over all its executions.
pub trait TrackErased: Send + Sync {
    /// Adds to the count of this store, and returns the sum. MUST add at most once, also if a response is lost. MUST
    /// fail with `Unavailable` if the removal is not in the queue.
    fn add(
        &self,
        user: &UserId,
        store: CountedStore,
        count: u64,
    ) -> impl Future<Output = Result<u64, DomainError>> + Send;

    /// Replaces the list of files that cannot be deleted. MUST fail with `Unavailable` if the removal is not in the
    /// queue.
    fn note_kept(&self, user: &UserId, kept: &KeptFiles) -> impl Future<Output = Result<(), DomainError>> + Send;

    /// The files that cannot be deleted, as noted last; none if the removal is not in the queue.
    fn kept_files(&self, user: &UserId) -> impl Future<Output = Result<KeptFiles, DomainError>> + Send;
}

/// Adds removals to the removal queue.
pub trait QueueRemoval: Send + Sync {
    /// Queues the removal with these services pending, and voids the confirmation token. If the same run is in the
    /// queue already, MUST keep when it was requested, the state of services and files, and the folder if none is
    /// given. MUST replace the data of another run (a row from a restored backup).
    fn queue(
        &self,
        erasure: &Erasure,
        run: &ErasureRun,
        folder: Option<&FilesFolder>,
        services: &[Service],
    ) -> impl Future<Output = Result<Queued, DomainError>> + Send;
}

/// Tracks which services have confirmed a removal.
pub trait TrackRecipients: Send + Sync {
    /// The state of each service; empty if the removal is not in the queue.
    fn recipients(&self, user: &UserId) -> impl Future<Output = Result<Vec<Recipient>, DomainError>> + Send;

    /// Stores the state of each service. MUST fail with `Unavailable` if the removal is not in the queue, so that a
    /// completed one leaves nothing behind.
    fn note(&self, user: &UserId, recipients: &[Recipient]) -> impl Future<Output = Result<(), DomainError>> + Send;
}

/// Waits for the first answers of services.
pub trait AwaitFirstAnswers: Send + Sync {
    /// Returns when every service has answered its first call about this user's removal, when the removal has ended, or
    /// after the timeout.
    fn wait_for_first_answers(
        &self,
        user: &UserId,
        timeout: std::time::Duration,
    ) -> impl Future<Output = Result<(), DomainError>> + Send;
}

/// Tracks which failed erasures were reported to the admin.
pub trait ReportFailure: Send + Sync {
    /// Whether this failure was reported already.
    fn is_reported(&self, failed: &FailedErasure) -> impl Future<Output = Result<bool, DomainError>> + Send;

    /// Marks the failure as reported.
    fn mark_reported(&self, failed: &FailedErasure) -> impl Future<Output = Result<(), DomainError>> + Send;
}

/// Finds the state at which an erasure failed.
pub trait FindFailedStep: Send + Sync {
    /// The state at which the execution failed; `None` if its history does not tell.
    fn failed_step(&self, execution: &str) -> impl Future<Output = Result<Option<String>, DomainError>> + Send;
}
