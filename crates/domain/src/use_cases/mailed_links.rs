//! Links that are mailed to signed-out users: requesting one, mailing it, and what its token allows.

use time::OffsetDateTime;

use crate::error::DomainError;
use crate::link_token::LinkToken;
use crate::mailed_link::{LinkPage, LinkPurpose, LinkState, MailedLink};
use crate::ports::{
    BindLink, CountAttempts, DescribeIdentity, FindLink, FindUser, HashEmail, KeepLink, MailLink, RequestLink,
    UpdateUser,
};
use crate::removal::{ConfirmationToken, TokenHash};
use crate::update::{Changes, Update};
use crate::use_cases::admit::MailGuard;
use crate::{Email, Password, User};

/// Has a link mailed to the user with this address. The caller is not told whether there is one, and an address without
/// a user counts like any other.
///
/// # Errors
/// [`DomainError::TooManyAttempts`]; [`DomainError::Unavailable`].
pub async fn request<Attempts: CountAttempts, Hashes: HashEmail>(
    mailer: &impl RequestLink,
    mails: &MailGuard<'_, Attempts, Hashes>,
    purpose: LinkPurpose,
    email: &Email,
) -> Result<(), DomainError> {
    mails.admit(purpose, email).await?;
    mailer.request(purpose, email).await
}

/// A link to mail.
#[derive(Clone, Debug)]
pub struct NewLink<'a> {
    /// What it is for.
    pub purpose: LinkPurpose,
    /// The address that it was requested for.
    pub email: &'a Email,
    /// The page that it opens.
    pub page: &'a LinkPage,
    /// The secret of its token.
    pub secret: ConfirmationToken,
    /// The current time.
    pub now: OffsetDateTime,
}

/// Mails the user with this address a link, if there is one. It replaces an older link of the same purpose. A verified
/// address is not verified again.
///
/// # Errors
/// [`DomainError::Unavailable`]; [`DomainError::TooManyAttempts`] if the provider throttles.
pub async fn mail(
    users: &impl FindUser,
    identities: &impl DescribeIdentity,
    binder: &impl BindLink,
    links: &impl KeepLink,
    mails: &impl MailLink,
    link: NewLink<'_>,
) -> Result<(), DomainError> {
    let NewLink { purpose, email, page, secret, now } = link;
    let Some(user) = users.by_email(email).await? else { return Ok(()) };
    if purpose == LinkPurpose::VerifyEmail && user.has_verified_email() {
        return Ok(());
    }
    let Some(identity) = identities.describe(&user.id).await? else { return Ok(()) };
    let bound_to = binder.bind(&LinkState::of(purpose, &user)).await?;
    let link = MailedLink { token: TokenHash::of(&secret), mailed_at: now, bound_to };
    links.keep(&user.id, purpose, &link).await?;
    let link = page.link(purpose, &LinkToken { user: user.id, secret });
    mails.mail(&user.email, identity.locale.as_ref(), purpose, &link).await
}

/// Marks the address as verified that the link was mailed to.
///
/// # Errors
/// [`DomainError::TokenNotValid`] if the token is wrong, used, replaced or expired, or if the address has changed since;
/// the others of [`UpdateUser`], and then the token stays valid.
pub async fn verify_email(
    users: &impl FindUser,
    binder: &impl BindLink,
    links: &impl FindLink,
    updates: &impl UpdateUser,
    token: &LinkToken,
    now: OffsetDateTime,
) -> Result<(), DomainError> {
    let user = owner(users, binder, links, LinkPurpose::VerifyEmail, token, now).await?;
    let changes = Changes { verified_email: Some(user.email.clone()), ..Changes::default() };
    update_owner(updates, &user, &Update { changes, ..Update::default() }, now).await
}

/// Sets a new password, revokes all sessions, and marks the address as verified.
///
/// # Errors
/// As [`verify_email`], also if the password has changed since; [`DomainError::InvalidInput`] if the new password is
/// personal data of the user.
pub async fn reset_password(
    users: &impl FindUser,
    binder: &impl BindLink,
    links: &impl FindLink,
    updates: &impl UpdateUser,
    token: &LinkToken,
    password: Password,
    now: OffsetDateTime,
) -> Result<(), DomainError> {
    let user = owner(users, binder, links, LinkPurpose::ResetPassword, token, now).await?;
    let changes = Changes { verified_email: Some(user.email.clone()), ..Changes::default() };
    let update = Update { changes, password: Some(password), kept_session: None };
    update_owner(updates, &user, &update.check_new_password(&user)?, now).await
}

/// The user whose valid link has this token.
async fn owner(
    users: &impl FindUser,
    binder: &impl BindLink,
    links: &impl FindLink,
    purpose: LinkPurpose,
    token: &LinkToken,
    now: OffsetDateTime,
) -> Result<User, DomainError> {
    let link = links.find(&token.user, purpose).await?.filter(|link| link.is_confirmed_by(&token.secret, now));
    let link = link.ok_or(DomainError::TokenNotValid)?;
    let user = users.by_id(&token.user).await?.ok_or(DomainError::TokenNotValid)?;
    if binder.bind(&LinkState::of(purpose, &user)).await? != link.bound_to {
        return Err(DomainError::TokenNotValid);
    }
    Ok(user)
}

/// A user who was erased meanwhile has no valid link.
async fn update_owner(
    updates: &impl UpdateUser,
    user: &User,
    update: &Update,
    now: OffsetDateTime,
) -> Result<(), DomainError> {
    match updates.update(user, update, now).await.map_err(DomainError::from) {
        Ok(_) => Ok(()),
        Err(DomainError::UserNotFound) => Err(DomainError::TokenNotValid),
        Err(other) => Err(other),
    }
}
