//! Removal requests and their links.

use crate::error::DomainError;
use crate::mailed_link::MailedLink;
use crate::removal::{ConfirmationAttempt, TokenHash};
use crate::user_id::UserId;

/// Stores removal requests until they are confirmed.
pub trait KeepRemovalRequest: Send + Sync {
    /// Stores the request in place of an older one. MUST return `false` and change nothing if
    /// [`RemovalState::decide`](crate::removal_mail::RemovalState::decide) refuses: if the user was mailed a link that
    /// is still valid less than [`MAIL_INTERVAL`](crate::removal::MAIL_INTERVAL) ago, or
    /// [`MAX_MAILS_PER_DAY`](crate::removal_mail::MAX_MAILS_PER_DAY) times within a day, has just confirmed, or is
    /// being removed already. MUST return `true` again for the same request, so that it can be retried.
    fn open(&self, user: &UserId, request: &MailedLink) -> impl Future<Output = Result<bool, DomainError>> + Send;

    /// Removes this request, whose mail was not sent, so that it does not count. MUST keep any other request.
    fn withdraw(&self, user: &UserId, request: &MailedLink) -> impl Future<Output = Result<(), DomainError>> + Send;

    /// The unconfirmed request, if there is one. MUST see every request whose `open` was answered before.
    fn find(&self, user: &UserId) -> impl Future<Output = Result<Option<MailedLink>, DomainError>> + Send;

    /// Marks this request as confirmed. Of concurrent claims exactly one MUST succeed, also if it is retried; the
    /// others MUST be refused with `TokenNotValid`. If the removal was not queued within
    /// [`CLAIM_TTL`](crate::removal::CLAIM_TTL), another claim MAY succeed.
    fn claim(
        &self,
        user: &UserId,
        token: &TokenHash,
        claim: &ConfirmationAttempt,
    ) -> impl Future<Output = Result<(), DomainError>> + Send;
}
