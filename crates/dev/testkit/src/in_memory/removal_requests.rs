//! Unconfirmed removal requests, in the rows of [`super::removal_queue`].

use usher_domain::mailed_link::MailedLink;
use usher_domain::ports::KeepRemovalRequest;
use usher_domain::removal::{ConfirmationAttempt, TokenHash};
use usher_domain::removal_mail::{OpenDecision, RemovalState};
use usher_domain::{DomainError, UserId};

use crate::in_memory::RemovalQueue;

impl KeepRemovalRequest for RemovalQueue {
    async fn open(&self, user: &UserId, request: &MailedLink) -> Result<bool, DomainError> {
        Ok(self.with_row(user, |row| {
            let state = RemovalState {
                request: row.request.clone(),
                mail_times: row.mail_times.clone(),
                claimed_until: row.claim.as_ref().map(ConfirmationAttempt::until),
                is_queued: row.recipients.is_some(),
            };
            match state.decide(request) {
                OpenDecision::AlreadyOpen => true,
                OpenDecision::Refused => false,
                OpenDecision::Open(mail_times) => {
                    row.request = Some(request.clone());
                    row.mail_times = mail_times;
                    row.claim = None;
                    true
                }
            }
        }))
    }

    async fn withdraw(&self, user: &UserId, request: &MailedLink) -> Result<(), DomainError> {
        self.with_row(user, |row| {
            if row.request.take_if(|known| known.token == request.token).is_some() {
                row.mail_times.retain(|time| *time != request.mailed_at);
            }
        });
        Ok(())
    }

    async fn find(&self, user: &UserId) -> Result<Option<MailedLink>, DomainError> {
        Ok(self.rows.lock().unwrap().get(user).and_then(|row| row.request.clone()))
    }

    async fn claim(&self, user: &UserId, token: &TokenHash, claim: &ConfirmationAttempt) -> Result<(), DomainError> {
        self.with_row(user, |row| {
            let is_asked_for = row.request.as_ref().is_some_and(|request| request.token == *token);
            let is_anothers = |known: &ConfirmationAttempt| known.by != claim.by && known.until() >= claim.at;
            if !is_asked_for || row.claim.as_ref().is_some_and(is_anothers) {
                return Err(DomainError::TokenNotValid);
            }
            row.claim = Some(claim.clone());
            Ok(())
        })
    }
}
