//! Removing a user by a mailed link: the request, and its confirmation.

use crate::erasure::Erasure;
use crate::error::DomainError;
use crate::mailed_link::{LinkBinding, LinkPurpose, LinkState, MailedLink};
use crate::ports::{
    BindLink, CountAttempts, FindUser, HashEmail, HideUser, KeepRemovalRequest, MailRemovalLink, RetireAdmin,
    StartErasure,
};
use crate::removal::{Confirmation, MAIL_INTERVAL, NewLink, TokenHash};
use crate::use_cases::admit::MailGuard;
use crate::use_cases::erase;
use crate::{User, UserId};

async fn binding(links: &impl BindLink, user: &User) -> Result<LinkBinding, DomainError> {
    links.bind(&LinkState::of(LinkPurpose::Removal, user)).await
}

/// Mails the user a link. A user who was mailed just now, or five times today, is not mailed again; the caller is not
/// told.
///
/// # Errors
/// [`DomainError::UserNotFound`]; [`DomainError::TooManyAttempts`]; [`DomainError::Unavailable`], and then the next
/// request sends the mail, unless withdrawing the request failed too.
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
    // A request that sends no mail does not count. A refused request must not replace the older link, which stays
    // valid.
    let is_recent = |open: &MailedLink| open.bound_to == bound_to && open.mailed_at > mails.now - MAIL_INTERVAL;
    if requests.find(&user.id).await?.as_ref().is_some_and(is_recent) {
        return Ok(());
    }
    mails.admit(LinkPurpose::Removal, &user.email).await?;
    let request = MailedLink { token: TokenHash::of(link.token), mailed_at: mails.now, bound_to };
    if !requests.open(&user.id, &request).await? {
        return Ok(());
    }
    let mailed = mail.mail_link(&user.email, link.url).await;
    if mailed.is_err() {
        // If this fails too, the next mail waits for the interval to end.
        let _ = requests.withdraw(&user.id, &request).await;
    }
    mailed
}

/// Starts the erasure of the user who owns the token. A token is valid once, and only as long as the user's address,
/// password and sessions are the same as when it was mailed.
///
/// # Errors
/// [`DomainError::TokenNotValid`] if it is wrong, used, replaced, expired, of another user, or older than a change of
/// address or password or a revocation of sessions; [`DomainError::LastAdmin`]; [`DomainError::Unavailable`], and then
/// the same token is valid again after [`CLAIM_TTL`](crate::removal::CLAIM_TTL).
pub async fn confirm(
    requests: &impl KeepRemovalRequest,
    links: &impl BindLink,
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
    erase::begin(workflow, users, &user, claim.at).await
}
