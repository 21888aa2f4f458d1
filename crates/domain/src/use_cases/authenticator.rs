//! Setting up the authenticator app, asking for its codes, and turning it off.

use time::OffsetDateTime;

use crate::authenticator::{
    ActiveAuthenticator, Authenticator, AuthenticatorSecret, AuthenticatorSeed, OneTimePassword, RECOVERY_CODES,
    RecoveryCode, SecondFactor,
};
use crate::error::DomainError;
use crate::ports::{DeriveAuthenticatorSecret, FindUser, ReplaceAuthenticator};
use crate::{Field, FieldErrors, Problem, User};

/// How often a record is read again if it changes meanwhile.
const MAX_ATTEMPTS: usize = 5;

/// Sets up an app, which stays off until [`confirm`]. A new one replaces one that was not confirmed.
///
/// # Errors
/// [`DomainError::AuthenticatorOn`]; [`DomainError::UpdateUnderWay`] if another call was faster;
/// [`DomainError::Unavailable`].
pub async fn set_up(
    users: &impl ReplaceAuthenticator,
    secrets: &impl DeriveAuthenticatorSecret,
    user: &User,
    seed: AuthenticatorSeed,
) -> Result<AuthenticatorSecret, DomainError> {
    if let Some(Authenticator::On(_)) = user.authenticator {
        return Err(DomainError::AuthenticatorOn);
    }
    let secret = secrets.derive(&user.id, &seed).await?;
    replace(users, user, Some(&Authenticator::Pending(seed))).await?;
    Ok(secret)
}

/// Turns the app on, with these recovery codes.
///
/// # Errors
/// [`DomainError::InvalidInput`] with [`Problem::WrongOtp`] or [`Problem::NoAuthenticator`]; the others of [`set_up`].
pub async fn confirm(
    users: &(impl FindUser + ReplaceAuthenticator),
    secrets: &impl DeriveAuthenticatorSecret,
    user: &User,
    otp: &OneTimePassword,
    codes: &[RecoveryCode; RECOVERY_CODES],
    now: OffsetDateTime,
) -> Result<(), DomainError> {
    let seed = match &user.authenticator {
        Some(Authenticator::Pending(seed)) => seed,
        Some(Authenticator::On(_)) => return Err(DomainError::AuthenticatorOn),
        None => return Err(refused(Problem::NoAuthenticator)),
    };
    let secret = secrets.derive(&user.id, seed).await?;
    let active = secret.confirm(seed, otp, codes, now).ok_or_else(|| refused(Problem::WrongOtp))?;
    let on = Authenticator::On(active);
    match replace(users, user, Some(&on)).await {
        // The response may have been lost. Nobody else has these recovery codes, and a retry would not show them.
        Err(fault @ DomainError::Unavailable(_)) => match users.by_id(&user.id).await {
            Ok(Some(current)) if current.authenticator == Some(on) => Ok(()),
            _ => Err(fault),
        },
        outcome => outcome,
    }
}

/// Uses up a code, if the user's app is on.
///
/// # Errors
/// [`DomainError::InvalidInput`] with [`Problem::OtpRequired`] if there is none, or [`Problem::WrongOtp`];
/// [`DomainError::UpdateUnderWay`] after too many concurrent changes; [`DomainError::Unavailable`].
pub async fn check(
    users: &(impl FindUser + ReplaceAuthenticator),
    secrets: &impl DeriveAuthenticatorSecret,
    user: &User,
    code: Option<&SecondFactor>,
    now: OffsetDateTime,
) -> Result<(), DomainError> {
    match (&user.authenticator, code) {
        (Some(Authenticator::On(_)), None) => Err(refused(Problem::OtpRequired)),
        (Some(Authenticator::On(_)), Some(code)) => {
            use_code(users, secrets, user, |app, secret| {
                app.after(code, secret, now).map(|used| Some(Authenticator::On(used)))
            })
            .await
        }
        (None | Some(Authenticator::Pending(_)), _) => Ok(()),
    }
}

/// Turns the app off, if the code is right.
///
/// # Errors
/// [`DomainError::InvalidInput`] with [`Problem::WrongOtp`]; [`DomainError::UpdateUnderWay`] after too many concurrent
/// changes; [`DomainError::Unavailable`].
pub async fn turn_off_with(
    users: &(impl FindUser + ReplaceAuthenticator),
    secrets: &impl DeriveAuthenticatorSecret,
    user: &User,
    code: &SecondFactor,
    now: OffsetDateTime,
) -> Result<(), DomainError> {
    use_code(users, secrets, user, |app, secret| app.after(code, secret, now).map(|_| None)).await
}

/// Turns the app off without a code.
///
/// # Errors
/// [`DomainError::UpdateUnderWay`] if another call was faster; [`DomainError::Unavailable`].
pub async fn turn_off(users: &impl ReplaceAuthenticator, user: &User) -> Result<(), DomainError> {
    if user.authenticator.is_none() {
        return Ok(());
    }
    replace(users, user, None).await
}

/// Replaces the app of the user while it is on. `next` gets the app and its secret, and returns `None` if the code is
/// wrong.
async fn use_code(
    users: &(impl FindUser + ReplaceAuthenticator),
    secrets: &impl DeriveAuthenticatorSecret,
    user: &User,
    next: impl Fn(&ActiveAuthenticator, &AuthenticatorSecret) -> Option<Option<Authenticator>> + Send,
) -> Result<(), DomainError> {
    let mut user = user.clone();
    for _ in 0..MAX_ATTEMPTS {
        let Some(Authenticator::On(app)) = &user.authenticator else { return Ok(()) };
        let secret = secrets.derive(&user.id, &app.seed).await?;
        let to = next(app, &secret).ok_or_else(|| refused(Problem::WrongOtp))?;
        if users.replace_authenticator(&user.id, user.authenticator.as_ref(), to.as_ref()).await? {
            return Ok(());
        }
        user = users.by_id(&user.id).await?.ok_or(DomainError::UpdateUnderWay)?;
    }
    Err(DomainError::UpdateUnderWay)
}

async fn replace(
    users: &impl ReplaceAuthenticator,
    user: &User,
    to: Option<&Authenticator>,
) -> Result<(), DomainError> {
    let is_replaced = users.replace_authenticator(&user.id, user.authenticator.as_ref(), to).await?;
    if is_replaced { Ok(()) } else { Err(DomainError::UpdateUnderWay) }
}

fn refused(problem: Problem) -> DomainError {
    FieldErrors::one(Field::Otp, problem).into()
}
