//! Telling users that their address or password was changed, and giving the account back to them if it was not they who
//! did it.

use time::OffsetDateTime;

use crate::authenticator::Authenticator;
use crate::error::DomainError;
use crate::limit::{Counter, Purpose, Subject};
use crate::mailed_link::LinkPage;
use crate::ports::{BindLink, CountAttempts, DescribeIdentity, FindUser, MailNotice, ReplaceAuthenticator, UpdateUser};
use crate::restore::{Restoration, RestoreToken};
use crate::update::{Changes, Update};
use crate::use_cases::authenticator::turn_off;
use crate::{Email, Password, User, UserId};

/// A change of the address or the password of a user.
#[derive(Clone, Debug)]
pub struct Change {
    /// The user.
    pub user: UserId,
    /// The address before the change.
    pub email: Email,
    /// Whether the user had verified it. Otherwise it may be a stranger's, who gets no link.
    pub was_verified: bool,
    /// When it took place. The link counts from then on, so that one that is mailed late is void after a restoration.
    pub changed_at: OffsetDateTime,
}

/// Limits the notices to one user.
#[derive(Clone, Copy, Debug)]
pub struct NoticeGuard<'a, Attempts> {
    /// The counters.
    pub attempts: &'a Attempts,
    /// How many notices a user gets in a day.
    pub per_day: u32,
    /// The current time.
    pub now: OffsetDateTime,
}

impl<Attempts: CountAttempts> NoticeGuard<'_, Attempts> {
    /// Counts by user, not by address: an attacker who changes the address each time has a new one each time.
    async fn admits(&self, user: &UserId) -> Result<bool, DomainError> {
        let counter = Counter::new(Purpose::Notice, Subject::User(user.bits()), self.per_day);
        match self.attempts.count(&counter, self.now).await {
            Ok(()) => Ok(true),
            Err(DomainError::TooManyAttempts { .. }) => Ok(false),
            Err(fault) => Err(fault),
        }
    }
}

/// Mails a notice to the address before the change, with a link that restores the account, unless the user got too many.
///
/// # Errors
/// [`DomainError::Unavailable`]; [`DomainError::TooManyAttempts`] if the provider throttles.
pub async fn notify<Attempts: CountAttempts>(
    guard: &NoticeGuard<'_, Attempts>,
    identities: &impl DescribeIdentity,
    binder: &impl BindLink,
    mails: &impl MailNotice,
    page: &LinkPage,
    change: &Change,
) -> Result<(), DomainError> {
    let Change { user, email, was_verified, changed_at } = change;
    if !guard.admits(user).await? {
        return Ok(());
    }
    // There is none if the user was erased meanwhile.
    let Some(identity) = identities.describe(user).await? else { return Ok(()) };
    let link = if *was_verified {
        let restoration = Restoration::of_change(user.clone(), email.clone(), *changed_at);
        let signature = binder.bind(&restoration.state()).await?;
        Some(page.restore_link(&RestoreToken { restoration, signature }))
    } else {
        None
    };
    mails.notify(email, identity.locale.as_ref(), link.as_deref()).await
}

/// Gives the account back: sets the address and a new password, revokes all sessions, turns off an authenticator app that
/// was turned on since, and voids the links of all changes before.
///
/// # Errors
/// [`DomainError::TokenNotValid`] if the token is wrong, used or expired, or if the account was restored since;
/// [`DomainError::EmailTaken`] if another user has the address; [`DomainError::InvalidInput`] if the new password is
/// personal data of the user; the others of [`UpdateUser`], and then the token stays valid.
pub async fn restore(
    users: &(impl FindUser + ReplaceAuthenticator),
    binder: &impl BindLink,
    updates: &impl UpdateUser,
    token: &RestoreToken,
    password: Password,
    now: OffsetDateTime,
) -> Result<(), DomainError> {
    let RestoreToken { restoration, signature } = token;
    if binder.bind(&restoration.state()).await? != *signature {
        return Err(DomainError::TokenNotValid);
    }
    let user = users.by_id(&restoration.user).await?.ok_or(DomainError::TokenNotValid)?;
    if !restoration.is_open(&user, now) {
        return Err(DomainError::TokenNotValid);
    }
    let email = &restoration.email;
    let changes = Changes {
        email: (*email != user.email).then(|| email.clone()),
        verified_email: Some(email.clone()),
        restored_at: Some(now),
        ..Changes::default()
    };
    let update = Update { changes, password: Some(password), kept_session: None }.check_new_password(&user)?;
    if has_newer_app(&user, restoration) {
        turn_off(users, &user).await?;
    }
    match updates.update(&user, &update, now).await.map_err(DomainError::from) {
        Ok(_) => Ok(()),
        Err(DomainError::UserNotFound) => Err(DomainError::TokenNotValid),
        Err(other) => Err(other),
    }
}

/// Whether the authenticator app was turned on after the change.
fn has_newer_app(user: &User, restoration: &Restoration) -> bool {
    match &user.authenticator {
        Some(Authenticator::On(app)) => !restoration.is_older(app.confirmed_at),
        Some(Authenticator::Pending(_)) | None => false,
    }
}
