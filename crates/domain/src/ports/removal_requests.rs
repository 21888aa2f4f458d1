//! Removal requests and their links.

use crate::error::DomainError;
use crate::mailed_link::{LinkBinding, LinkState};
use crate::removal::{ConfirmationAttempt, RemovalRequest, TokenHash};
use crate::user_id::UserId;

/// Signs what mailed links depend on.
pub trait BindLink: Send + Sync {
    /// A keyed hash. MUST be the same each time for the same state, and tell nothing of it to who has no key.
    fn bind(&self, state: &LinkState) -> impl Future<Output = Result<LinkBinding, DomainError>> + Send;
}

/// Keeps requests for removal until they are confirmed.
pub trait KeepRemovalRequest: Send + Sync {
    /// Keeps the request in place of an older one. MUST give `false` and leave everything as it is where
    /// [`RemovalState::decide`](crate::removal_mail::RemovalState::decide) refuses: if the person was mailed a link that is
    /// still good less than [`removal::MAIL_INTERVAL`](crate::removal::MAIL_INTERVAL) ago, or
    /// [`MAX_MAILS_PER_DAY`](crate::removal_mail::MAX_MAILS_PER_DAY) times within a day, has just confirmed, or is being removed already.
    /// The same request MUST give `true` again, since an answer may be lost and the call repeated.
    fn open(&self, user: &UserId, request: &RemovalRequest) -> impl Future<Output = Result<bool, DomainError>> + Send;

    /// Takes this request back, whose mail was not sent, so that it does not count. MUST leave another one alone.
    fn withdraw(&self, user: &UserId, request: &RemovalRequest)
    -> impl Future<Output = Result<(), DomainError>> + Send;

    /// The request that waits to be confirmed, if there is one. MUST see every request whose `open` was answered before.
    fn find(&self, user: &UserId) -> impl Future<Output = Result<Option<RemovalRequest>, DomainError>> + Send;

    /// Marks this request as confirmed. Of many claims at once exactly one MUST succeed, also when it is repeated, and the
    /// others be refused with `TokenNotValid`. Where the removal was not queued within
    /// [`removal::CLAIM_TTL`](crate::removal::CLAIM_TTL), another claim MAY succeed.
    fn claim(
        &self,
        user: &UserId,
        token: &TokenHash,
        claim: &ConfirmationAttempt,
    ) -> impl Future<Output = Result<(), DomainError>> + Send;
}
