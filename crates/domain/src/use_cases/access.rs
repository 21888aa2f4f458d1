//! Authentication and authorization of the caller.

use time::{Duration, OffsetDateTime};

use crate::Email;
use crate::error::DomainError;
use crate::field::{Field, FieldErrors};
use crate::ports::FindUser;
use crate::session::AccessClaims;
use crate::user::User;
use crate::user_number::UserNumber;
use crate::user_type::UserType;

/// A user with a session that was not revoked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// The record.
    pub user: User,
    /// The claims of the access token.
    pub claims: AccessClaims,
}

/// The user of a verified token, if the session was not revoked.
///
/// # Errors
/// [`DomainError::NotSignedIn`] if there is no such user or the session was revoked; [`DomainError::Unavailable`].
pub async fn signed_in_user(users: &impl FindUser, claims: AccessClaims) -> Result<Caller, DomainError> {
    let user = users.by_id(&claims.user_id).await?.ok_or(DomainError::NotSignedIn)?;
    if user.revocations.includes(&claims.session, claims.signed_in_at) {
        return Err(DomainError::NotSignedIn);
    }
    Ok(Caller { user, claims })
}

/// The maximum age of a sign-in that counts as recent.
pub const RECENT_SIGN_IN: Duration = Duration::minutes(15);

/// Which sign-ins allow an erasure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErasingSignIn {
    /// Any that is still valid.
    Any,
    /// Only one that is younger than [`RECENT_SIGN_IN`]. Refreshing tokens does not make a sign-in younger.
    Recent,
}

impl ErasingSignIn {
    /// Requires such a sign-in.
    ///
    /// # Errors
    /// [`DomainError::SignInTooOld`].
    pub fn require(self, claims: &AccessClaims, now: OffsetDateTime) -> Result<(), DomainError> {
        match self {
            Self::Recent if now - claims.signed_in_at >= RECENT_SIGN_IN => Err(DomainError::SignInTooOld),
            Self::Any | Self::Recent => Ok(()),
        }
    }
}

/// Requires that the caller is an admin.
///
/// # Errors
/// [`DomainError::Forbidden`] for other callers.
pub fn require_admin(caller: &User) -> Result<(), DomainError> {
    if caller.user_type == UserType::Admin { Ok(()) } else { Err(DomainError::Forbidden) }
}

/// The user with this address, for that user or an admin; `None` is an address that no user can have.
///
/// # Errors
/// [`DomainError::Forbidden`] for other callers, whether or not the user exists; for an admin
/// [`DomainError::UserNotFound`]; [`DomainError::Unavailable`].
pub async fn user_by_email(users: &impl FindUser, caller: User, email: Option<Email>) -> Result<User, DomainError> {
    let is_self = email.as_ref() == Some(&caller.email);
    let find = async {
        match &email {
            Some(email) => users.by_email(email).await,
            None => Ok(None),
        }
    };
    user_for(caller, is_self, find).await
}

/// The user with this number, for that user or an admin; `None` is a number that no user can have.
///
/// # Errors
/// As [`user_by_email`].
pub async fn user_by_number(
    users: &impl FindUser,
    caller: User,
    number: Option<UserNumber>,
) -> Result<User, DomainError> {
    let is_self = number == Some(caller.number);
    let find = async {
        match number {
            Some(number) => users.by_number(number).await,
            None => Ok(None),
        }
    };
    user_for(caller, is_self, find).await
}

/// The other user with this number, for an admin only.
///
/// # Errors
/// [`DomainError::Forbidden`] for other callers, and for the caller's own number; [`DomainError::InvalidInput`] if it is
/// malformed; [`DomainError::UserNotFound`]; [`DomainError::Unavailable`].
pub async fn other_user_by_number(users: &impl FindUser, caller: User, number: &str) -> Result<User, DomainError> {
    require_admin(&caller)?;
    let own = caller.id.clone();
    let user = user_by_number_str(users, caller, number).await?;
    if user.id == own { Err(DomainError::Forbidden) } else { Ok(user) }
}

/// Parses the number and finds the user, for that user or an admin.
///
/// # Errors
/// As [`user_by_number`]; for an admin also [`DomainError::InvalidInput`] if it is malformed.
pub async fn user_by_number_str(users: &impl FindUser, caller: User, number: &str) -> Result<User, DomainError> {
    let number = match UserNumber::parse(number) {
        Ok(number) => number,
        Err(problem) => {
            require_admin(&caller)?;
            return Err(FieldErrors::one(Field::Number, problem).into());
        }
    };
    user_by_number(users, caller, Some(number)).await
}

/// Looks up the user only for an admin.
async fn user_for(
    caller: User,
    is_self: bool,
    find: impl Future<Output = Result<Option<User>, DomainError>>,
) -> Result<User, DomainError> {
    if is_self {
        return Ok(caller);
    }
    require_admin(&caller)?;
    find.await?.ok_or(DomainError::UserNotFound)
}
