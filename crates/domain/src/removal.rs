//! Removal by a mailed link (seed 004): a person asks for it, gets a mail, and confirms. What confirming starts is an
//! erasure like every other ([`crate::erasure`]).

use time::{Duration, OffsetDateTime};

pub use crate::confirmation_token::{ConfirmationToken, NotAToken, TokenHash};
use crate::erasure::{self, Erasure};
use crate::error::DomainError;
use crate::limit::MailGuard;
use crate::mailed_link::{LinkBinding, LinkPurpose, LinkState};
use crate::ports::{
    BindLink, CountAttempts, FindUser, HashEmail, HideUser, KeepRemovalRequest, MailRemovalLink, NameErasure,
    RetireAdmin, StartErasure,
};
use crate::user::{User, UserId};

/// How long a link is good.
pub const LINK_TTL: Duration = Duration::hours(24);

/// One person gets one mail in this time, however often somebody asks for it, as long as the link in it is good. The limit of
/// a day is in [`crate::removal_mail`].
pub const MAIL_PAUSE: Duration = Duration::minutes(10);

/// How long a confirmation has to get its erasure started, before the same link may try again. Longer than any endpoint
/// runs.
pub const CLAIM_LIFE: Duration = Duration::minutes(1);

/// A confirmation of a request, of which no two may start an erasure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfirmationAttempt {
    /// Names the confirmation, so that it is no stranger to itself when it is sent again.
    pub by: String,
    /// When it is made.
    pub at: OffsetDateTime,
}

impl ConfirmationAttempt {
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
    /// To whom it was sent, as they were then.
    pub bound_to: LinkBinding,
}

impl RemovalRequest {
    /// From when on the link is void.
    #[must_use]
    pub fn expires_at(&self) -> OffsetDateTime {
        self.mailed_at + LINK_TTL
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

/// A link that is to be mailed.
#[derive(Clone, Copy, Debug)]
pub struct NewLink<'a> {
    /// The token in it.
    pub token: &'a ConfirmationToken,
    /// The whole of it.
    pub url: &'a str,
}

/// What confirms a removal.
#[derive(Clone, Copy, Debug)]
pub struct Confirmation<'a> {
    /// Who is to be removed.
    pub user: &'a UserId,
    /// The token that was handed in.
    pub token: &'a ConfirmationToken,
    /// Keeps other confirmations out.
    pub claim: &'a ConfirmationAttempt,
}

async fn binding(links: &impl BindLink, user: &User) -> Result<LinkBinding, DomainError> {
    links.bind(&LinkState::of(LinkPurpose::Removal, user)).await
}

/// Mails a person the link. Who was mailed just now, or five times today, is not mailed again, and nobody is told.
///
/// # Errors
/// [`DomainError::UserNotFound`]; [`DomainError::TooManyAttempts`]; [`DomainError::Unavailable`], and then the next
/// request sends the mail, unless even the request could not be taken back.
pub async fn request<Attempts: CountAttempts, Hashes: HashEmail>(
    users: &impl FindUser,
    links: &impl BindLink,
    requests: &impl KeepRemovalRequest,
    mail: &impl MailRemovalLink,
    mails: &MailGuard<'_, Attempts, Hashes>,
    user: &UserId,
    link: NewLink<'_>,
) -> Result<(), DomainError> {
    let user = users.by_id(user).await?.ok_or(DomainError::UserNotFound)?;
    let bound_to = binding(links, &user).await?;
    // What sends no mail counts as none. A refusal comes before the older link is replaced: it stays good.
    let is_recent = |open: &RemovalRequest| open.bound_to == bound_to && open.is_recent(mails.now);
    if requests.find(&user.id).await?.as_ref().is_some_and(is_recent) {
        return Ok(());
    }
    mails.admit(&user.email).await?;
    let request = RemovalRequest { token: TokenHash::of(link.token), mailed_at: mails.now, bound_to };
    if !requests.open(&user.id, &request).await? {
        return Ok(());
    }
    let mailed = mail.mail_link(&user.email, link.url).await;
    if mailed.is_err() {
        // If this fails as well, the next mail waits for the pause to end.
        let _ = requests.withdraw(&user.id, &request).await;
    }
    mailed
}

/// Begins the erasure of the person whose token this is. A token is good once, and only for the person as they were when it
/// was mailed.
///
/// # Errors
/// [`DomainError::TokenNotValid`] if it is wrong, used, replaced or too old, somebody else's, or mailed before a change of
/// the address, of the password or a revocation of sessions; [`DomainError::LastAdmin`]; [`DomainError::Unavailable`], and
/// then the same token is good again after [`CLAIM_LIFE`].
pub async fn confirm(
    requests: &impl KeepRemovalRequest,
    links: &impl BindLink,
    names: &impl NameErasure,
    workflow: &impl StartErasure,
    users: &(impl FindUser + HideUser + RetireAdmin),
    confirmation: Confirmation<'_>,
) -> Result<Erasure, DomainError> {
    let Confirmation { user, token, claim } = confirmation;
    let request = requests.find(user).await?.filter(|request| request.is_confirmed_by(token, claim.at));
    let request = request.ok_or(DomainError::TokenNotValid)?;
    let user = users.by_id(user).await?.ok_or(DomainError::TokenNotValid)?;
    if binding(links, &user).await? != request.bound_to {
        return Err(DomainError::TokenNotValid);
    }
    requests.claim(&user.id, &request.token, claim).await?;
    erasure::begin(names, workflow, users, &user, claim.at).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    const NOW: OffsetDateTime = datetime!(2026-11-22 12:00 UTC);

    #[test]
    fn a_request_is_confirmed_by_its_own_token_in_time() {
        let token = ConfirmationToken::from_bits([7; 32]);
        let bound_to = LinkBinding::from_bits([7; 32]);
        let request = RemovalRequest { token: TokenHash::of(&token), mailed_at: NOW, bound_to };
        assert!(request.is_confirmed_by(&token, NOW + LINK_TTL - Duration::SECOND));
        assert!(!request.is_confirmed_by(&token, NOW + LINK_TTL));
        assert!(!request.is_confirmed_by(&ConfirmationToken::from_bits([8; 32]), NOW));
    }
}
