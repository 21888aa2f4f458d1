//! Requests for removal that wait to be confirmed, in the rows of [`super::removal_queue`].

use usher_domain::ports::KeepRemovalRequest;
use usher_domain::removal::{Claim, MAIL_PAUSE, RemovalRequest, TokenHash};
use usher_domain::{DomainError, UserId};

use crate::in_memory::RemovalQueue;

impl KeepRemovalRequest for RemovalQueue {
    async fn open(&self, user: &UserId, request: &RemovalRequest) -> Result<bool, DomainError> {
        Ok(self.with_row(user, |row| {
            let is_recent = |known: &RemovalRequest| known.mailed_at > request.mailed_at - MAIL_PAUSE;
            if row.request.as_ref().is_some_and(|known| known.token == request.token) {
                return true;
            }
            let is_claimed = row.claim.as_ref().is_some_and(|claim| claim.until() >= request.mailed_at);
            if row.recipients.is_some() || is_claimed || row.request.as_ref().is_some_and(is_recent) {
                return false;
            }
            row.request = Some(request.clone());
            row.claim = None;
            true
        }))
    }

    async fn withdraw(&self, user: &UserId, token: &TokenHash) -> Result<(), DomainError> {
        self.with_row(user, |row| row.request.take_if(|request| request.token == *token));
        Ok(())
    }

    async fn find(&self, user: &UserId) -> Result<Option<RemovalRequest>, DomainError> {
        Ok(self.rows.lock().unwrap().get(user).and_then(|row| row.request.clone()))
    }

    async fn claim(&self, user: &UserId, token: &TokenHash, claim: &Claim) -> Result<(), DomainError> {
        self.with_row(user, |row| {
            let is_asked_for = row.request.as_ref().is_some_and(|request| request.token == *token);
            let is_anothers = |known: &Claim| known.by != claim.by && known.until() >= claim.at;
            if !is_asked_for || row.claim.as_ref().is_some_and(is_anothers) {
                return Err(DomainError::TokenNotValid);
            }
            row.claim = Some(claim.clone());
            Ok(())
        })
    }
}
