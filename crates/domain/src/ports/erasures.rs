//! Erasures: their workflow and their progress.

use time::OffsetDateTime;

use crate::erasure::{CountedStore, Erasure, ErasureRun, FailedErasure, Queued};
use crate::error::DomainError;
use crate::service::{Recipient, Service};
use crate::user_id::UserId;
use crate::{FilesFolder, KeptFiles};

/// Starts the workflow `erase-user`.
pub trait StartErasure: Send + Sync {
    /// Ensures that the workflow runs for this user. The id of a user's erasure MUST be the same each time, and pseudonymous:
    /// without a key, it does not tell whose it is.
    ///
    /// While an execution runs, MUST start no other, however many callers ask. Once every execution has ended, with success
    /// or without, MUST start the next one.
    fn start(&self, user: &UserId, now: OffsetDateTime) -> impl Future<Output = Result<Erasure, DomainError>> + Send;
}

/// Keeps account of what one run of an erasure has removed, over all executions that it takes.
pub trait TrackErased: Send + Sync {
    /// Adds to what was removed from this store, and gives the sum. MUST add it at most once, also when an answer is lost.
    /// MUST fail with `Unavailable` if the removal is not queued (any more).
    fn add(
        &self,
        user: &UserId,
        store: CountedStore,
        count: u64,
    ) -> impl Future<Output = Result<u64, DomainError>> + Send;

    /// Notes which files cannot be deleted, in place of those noted before. MUST fail with `Unavailable` if the removal is not
    /// queued (any more).
    fn note_kept(&self, user: &UserId, kept: &KeptFiles) -> impl Future<Output = Result<(), DomainError>> + Send;

    /// The files that were noted last; none if the removal is not queued.
    fn kept_files(&self, user: &UserId) -> impl Future<Output = Result<KeptFiles, DomainError>> + Send;
}

/// Records that a person is being removed, in the removal queue.
pub trait QueueRemoval: Send + Sync {
    /// Queues the removal, with these services pending, and voids the confirmation token. If the same run is queued
    /// already, MUST leave alone when it was asked for, what was noted of services and files, and the folder where none is
    /// given. MUST replace what is left of another run (a row that came back with a backup).
    fn queue(
        &self,
        erasure: &Erasure,
        run: &ErasureRun,
        folder: Option<&FilesFolder>,
        services: &[Service],
    ) -> impl Future<Output = Result<Queued, DomainError>> + Send;
}

/// Keeps track of the services that are told of a removal.
pub trait TrackRecipients: Send + Sync {
    /// What was noted of a person's removal; nothing if it is not queued.
    fn recipients(&self, user: &UserId) -> impl Future<Output = Result<Vec<Recipient>, DomainError>> + Send;

    /// Notes how far each service is. MUST fail with `Unavailable` if the removal is not queued (any more), so that nothing
    /// is left behind of one that has ended.
    fn note(&self, user: &UserId, recipients: &[Recipient]) -> impl Future<Output = Result<(), DomainError>> + Send;
}

/// Waits for services.
pub trait AwaitFirstAnswers: Send + Sync {
    /// Returns once every service has answered its first call about this person's removal, or the removal has ended, or this
    /// much time has passed.
    fn wait_for_first_answers(
        &self,
        user: &UserId,
        timeout: std::time::Duration,
    ) -> impl Future<Output = Result<(), DomainError>> + Send;
}

/// Tells the admin of erasures that stopped.
pub trait ReportFailure: Send + Sync {
    /// Whether this failure was mailed already.
    fn is_reported(&self, failed: &FailedErasure) -> impl Future<Output = Result<bool, DomainError>> + Send;

    /// Notes that it was mailed.
    fn mark_reported(&self, failed: &FailedErasure) -> impl Future<Output = Result<(), DomainError>> + Send;
}

/// Finds out where an erasure stopped.
pub trait FindFailedStep: Send + Sync {
    /// The state at which the execution stopped; `None` if its history does not tell.
    fn failed_step(&self, execution: &str) -> impl Future<Output = Result<Option<String>, DomainError>> + Send;
}
