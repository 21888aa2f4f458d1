//! Who calls, and what they may do.

use crate::error::DomainError;
use crate::ports::FindUser;
use crate::session::AccessClaims;
use crate::user::{User, UserType};

/// The user whom a verified token names, if the session is not over.
///
/// # Errors
/// [`DomainError::NotSignedIn`] if there is no such user or the session was revoked; [`DomainError::Unavailable`].
pub async fn signed_in_user(users: &impl FindUser, claims: &AccessClaims) -> Result<User, DomainError> {
    let user = users.by_id(&claims.user_id).await?.ok_or(DomainError::NotSignedIn)?;
    if is_revoked(&user, claims) { Err(DomainError::NotSignedIn) } else { Ok(user) }
}

/// Cognito gives times in whole seconds, so a session that began in the second of the revocation counts as before it.
fn is_revoked(user: &User, claims: &AccessClaims) -> bool {
    user.sessions_revoked_at
        .is_some_and(|revoked_at| claims.signed_in_at.unix_timestamp() <= revoked_at.unix_timestamp())
}

/// Lets an admin through.
///
/// # Errors
/// [`DomainError::Forbidden`] for everybody else.
pub fn require_admin(caller: &User) -> Result<(), DomainError> {
    if caller.user_type == UserType::Admin { Ok(()) } else { Err(DomainError::Forbidden) }
}

/// The user whom `find` finds, for that person or an admin. Only an admin learns whether there is such a user: for
/// anybody else nothing is looked up.
///
/// # Errors
/// [`DomainError::Forbidden`] for everybody else, [`DomainError::UserNotFound`] for an admin, and those of `find`.
pub async fn user_for(
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
