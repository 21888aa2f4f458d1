//! Removal by a mailed link (seed 004): a person asks for it, gets a mail, and confirms. What confirming starts is an
//! erasure like every other ([`crate::erasure`]).

use time::{Duration, OffsetDateTime};

pub use crate::confirmation_token::{ConfirmationToken, NotAToken, TokenHash};
use crate::erasure::{self, Erasure};
use crate::error::DomainError;
use crate::limit::MailGuard;
use crate::ports::{
    CountAttempts, FindUser, HashEmail, HideUser, KeepRemovalRequest, MailRemovalLink, NameErasure, StartErasure,
};
use crate::user::UserId;

/// How long a link is good.
pub const LINK_LIFE: Duration = Duration::hours(24);

/// One person gets one mail in this time, however often somebody asks for it.
pub const MAIL_PAUSE: Duration = Duration::minutes(10);

/// How long a confirmation has to get its erasure started, before the same link may try again. Longer than any endpoint
/// runs.
pub const CLAIM_LIFE: Duration = Duration::minutes(1);

/// A confirmation of a request, of which no two may start an erasure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// Names the confirmation, so that it is no stranger to itself when it is sent again.
    pub by: String,
    /// When it is made.
    pub at: OffsetDateTime,
}

impl Claim {
    /// Until when it keeps others out.
    #[must_use]
    pub fn until(&self) -> OffsetDateTime {
        self.at + CLAIM_LIFE
    }
}

/// A request that waits to be confirmed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RemovalRequest {
    /// What the token in the mail hashes to.
    pub token: TokenHash,
    /// When the mail was sent.
    pub mailed_at: OffsetDateTime,
}

impl RemovalRequest {
    /// From when on the link is void.
    #[must_use]
    pub fn expires_at(&self) -> OffsetDateTime {
        self.mailed_at + LINK_LIFE
    }

    /// Whether its mail was sent so recently that no other is sent.
    #[must_use]
    pub fn is_recent(&self, now: OffsetDateTime) -> bool {
        self.mailed_at > now - MAIL_PAUSE
    }

    /// Whether this token confirms it now.
    #[must_use]
    pub fn is_confirmed_by(&self, token: &ConfirmationToken, now: OffsetDateTime) -> bool {
        self.token == TokenHash::of(token) && now < self.expires_at()
    }
}

/// Mails a person the link that holds this token. Who was mailed just now is not mailed again, and nobody is told.
///
/// # Errors
/// [`DomainError::UserNotFound`]; [`DomainError::TooManyAttempts`]; [`DomainError::Unavailable`], and then the next
/// request sends the mail, unless even the request could not be taken back.
pub async fn request<Attempts: CountAttempts, Hashes: HashEmail>(
    users: &impl FindUser,
    requests: &impl KeepRemovalRequest,
    mail: &impl MailRemovalLink,
    mails: &MailGuard<'_, Attempts, Hashes>,
    user: &UserId,
    token: &ConfirmationToken,
    link: &str,
) -> Result<(), DomainError> {
    let user = users.by_id(user).await?.ok_or(DomainError::UserNotFound)?;
    let request = RemovalRequest { token: TokenHash::of(token), mailed_at: mails.now };
    // What sends no mail counts as none. A refusal comes before the older link is replaced: it stays good.
    if requests.find(&user.id).await?.is_some_and(|open| open.is_recent(mails.now)) {
        return Ok(());
    }
    mails.admit(&user.email).await?;
    if !requests.open(&user.id, &request).await? {
        return Ok(());
    }
    let mailed = mail.mail_link(&user.email, link).await;
    if mailed.is_err() {
        // If this fails as well, the next mail waits for the pause to end.
        let _ = requests.withdraw(&user.id, &request.token).await;
    }
    mailed
}

/// Begins the erasure of the person whose token this is. A token is good once.
///
/// # Errors
/// [`DomainError::TokenNotValid`] if it is wrong, used, replaced or too old, or somebody else's;
/// [`DomainError::Unavailable`], and then the same token is good again after [`CLAIM_LIFE`].
pub async fn confirm(
    requests: &impl KeepRemovalRequest,
    names: &impl NameErasure,
    workflow: &impl StartErasure,
    users: &impl HideUser,
    user: &UserId,
    token: &ConfirmationToken,
    claim: &Claim,
) -> Result<Erasure, DomainError> {
    let request = requests.find(user).await?.filter(|request| request.is_confirmed_by(token, claim.at));
    let request = request.ok_or(DomainError::TokenNotValid)?;
    requests.claim(user, &request.token, claim).await?;
    erasure::begin(names, workflow, users, user, claim.at).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    const NOW: OffsetDateTime = datetime!(2026-11-22 12:00 UTC);

    #[test]
    fn a_request_is_confirmed_by_its_own_token_in_time() {
        let token = ConfirmationToken::from_bits([7; 32]);
        let request = RemovalRequest { token: TokenHash::of(&token), mailed_at: NOW };
        assert!(request.is_confirmed_by(&token, NOW + LINK_LIFE - Duration::SECOND));
        assert!(!request.is_confirmed_by(&token, NOW + LINK_LIFE));
        assert!(!request.is_confirmed_by(&ConfirmationToken::from_bits([8; 32]), NOW));
    }
}
