//! The removal queue in memory: the removals in progress. [`super::removal_requests`] has the pending requests.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use time::OffsetDateTime;
use usher_domain::erasure::{CountedStore, Erasure, ErasureRun, FailedErasure, Queued};
use usher_domain::mailed_link::MailedLink;
use usher_domain::ports::{AwaitFirstAnswers, QueueRemoval, ReportFailure, TrackErased, TrackRecipients};
use usher_domain::removal::ConfirmationAttempt;
use usher_domain::service::{Recipient, Service};
use usher_domain::{DomainError, FilesFolder, KeptFiles, UserId};

/// A table with one row for each user. Clones share it.
#[derive(Clone, Debug, Default)]
pub struct RemovalQueue {
    pub(super) rows: Arc<Mutex<HashMap<UserId, Row>>>,
    waits: Arc<Mutex<Vec<(UserId, Duration)>>>,
}

/// The removal of one user.
#[derive(Debug, Default)]
pub(super) struct Row {
    pub(super) request: Option<MailedLink>,
    /// When links were mailed to the user.
    pub(super) mail_times: Vec<OffsetDateTime>,
    /// The claim of a confirmation.
    pub(super) claim: Option<ConfirmationAttempt>,
    /// The progress of each service, once the removal is queued.
    pub(super) recipients: Option<Vec<Recipient>>,
    triggered_at: Option<OffsetDateTime>,
    run: Option<ErasureRun>,
    folder: Option<FilesFolder>,
    erased: HashMap<CountedStore, u64>,
    kept: KeptFiles,
    reported: Option<OffsetDateTime>,
}

impl RemovalQueue {
    /// A queue with these unconfirmed requests.
    #[must_use]
    pub fn waiting(requests: impl IntoIterator<Item = (UserId, MailedLink)>) -> Self {
        let row =
            |request: MailedLink| Row { mail_times: vec![request.mailed_at], request: Some(request), ..Row::default() };
        let rows = requests.into_iter().map(|(user, request)| (user, row(request))).collect();
        Self { rows: Arc::new(Mutex::new(rows)), waits: Arc::default() }
    }

    /// Deletes the row of a removal, as the last state of the workflow does.
    pub fn end(&self, user: &UserId) {
        self.rows.lock().unwrap().remove(user);
    }

    /// The waits for first answers: the user, and the timeout.
    #[must_use]
    pub fn waits(&self) -> Vec<(UserId, Duration)> {
        self.waits.lock().unwrap().clone()
    }

    pub(super) fn with_row<T>(&self, user: &UserId, change: impl FnOnce(&mut Row) -> T) -> T {
        change(self.rows.lock().unwrap().entry(user.clone()).or_default())
    }
}

impl QueueRemoval for RemovalQueue {
    async fn queue(
        &self,
        erasure: &Erasure,
        run: &ErasureRun,
        folder: Option<&FilesFolder>,
        services: &[Service],
    ) -> Result<Queued, DomainError> {
        Ok(self.with_row(&erasure.user_id, |row| {
            if row.run.as_ref().is_some_and(|known| known != run) {
                *row = Row::default();
            }
            row.request = None;
            row.claim = None;
            row.run = Some(run.clone());
            row.folder = folder.cloned().or(row.folder.take());
            row.mail_times.clear();
            let pending = || services.iter().map(|service| Recipient::new(service.name.clone())).collect();
            row.recipients.get_or_insert_with(pending);
            let requested_at = *row.triggered_at.get_or_insert(erasure.requested_at);
            Queued { requested_at, files_folder: row.folder.clone() }
        }))
    }
}

impl RemovalQueue {
    /// Changes the row of a queued removal; an error if there is none.
    fn with_queued<T>(&self, user: &UserId, change: impl FnOnce(&mut Row) -> T) -> Result<T, DomainError> {
        let mut rows = self.rows.lock().unwrap();
        let row = rows.get_mut(user).filter(|row| row.recipients.is_some());
        row.map(change).ok_or_else(|| DomainError::unavailable("note an erasure")("the removal is not queued"))
    }
}

impl TrackErased for RemovalQueue {
    async fn add(&self, user: &UserId, store: CountedStore, count: u64) -> Result<u64, DomainError> {
        self.with_queued(user, |row| {
            let sum = row.erased.entry(store).or_default();
            *sum += count;
            *sum
        })
    }

    async fn note_kept(&self, user: &UserId, kept: &KeptFiles) -> Result<(), DomainError> {
        self.with_queued(user, |row| row.kept = kept.clone())
    }

    async fn kept_files(&self, user: &UserId) -> Result<KeptFiles, DomainError> {
        let rows = self.rows.lock().unwrap();
        Ok(rows.get(user).map(|row| row.kept.clone()).unwrap_or_default())
    }
}

impl TrackRecipients for RemovalQueue {
    async fn recipients(&self, user: &UserId) -> Result<Vec<Recipient>, DomainError> {
        let rows = self.rows.lock().unwrap();
        Ok(rows.get(user).and_then(|row| row.recipients.clone()).unwrap_or_default())
    }

    async fn note(&self, user: &UserId, recipients: &[Recipient]) -> Result<(), DomainError> {
        let mut rows = self.rows.lock().unwrap();
        match rows.get_mut(user).and_then(|row| row.recipients.as_mut()) {
            Some(known) => {
                *known = recipients.to_vec();
                Ok(())
            }
            None => Err(DomainError::unavailable("note recipients")("the removal is not queued")),
        }
    }
}

impl AwaitFirstAnswers for RemovalQueue {
    /// Returns at once: no workflow runs in memory.
    async fn wait_for_first_answers(&self, user: &UserId, timeout: Duration) -> Result<(), DomainError> {
        self.waits.lock().unwrap().push((user.clone(), timeout));
        Ok(())
    }
}

impl ReportFailure for RemovalQueue {
    async fn is_reported(&self, failed: &FailedErasure) -> Result<bool, DomainError> {
        let rows = self.rows.lock().unwrap();
        Ok(rows.get(&failed.user_id).is_some_and(|row| row.reported == Some(failed.stopped_at)))
    }

    async fn mark_reported(&self, failed: &FailedErasure) -> Result<(), DomainError> {
        if let Some(row) = self.rows.lock().unwrap().get_mut(&failed.user_id) {
            row.reported = Some(failed.stopped_at);
        }
        Ok(())
    }
}
