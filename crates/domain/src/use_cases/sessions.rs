//! Revoking sessions, and listing them.

use time::OffsetDateTime;

use crate::error::DomainError;
use crate::listed_session::ListedSession;
use crate::ports::{FindUser, ListSessions, RevokeSessions, RevokeTokens};
use crate::revocations::{Revocations, SESSION_TTL};
use crate::session::AccessClaims;
use crate::session_id::SessionId;
use crate::use_cases::access::{Caller, signed_in_user};
use crate::user::User;

/// How often a revocation is retried if a concurrent one was faster.
const MAX_ATTEMPTS: usize = 5;

/// Signs the caller out: every token of the session is refused from then on.
///
/// # Errors
/// [`DomainError::NotSignedIn`] if it was revoked meanwhile; [`DomainError::UpdateUnderWay`] after too many concurrent
/// revocations; [`DomainError::Unavailable`].
pub async fn log_out(
    users: &(impl FindUser + RevokeSessions),
    caller: &Caller,
    now: OffsetDateTime,
) -> Result<(), DomainError> {
    let AccessClaims { session, signed_in_at, .. } = &caller.claims;
    replace(users, caller, |current| current.with_session(session, *signed_in_at, session, now)).await
}

/// Signs the caller out everywhere, at the provider too.
///
/// # Errors
/// As [`log_out`], and then the sessions may still be valid.
pub async fn log_out_everywhere(
    users: &(impl FindUser + RevokeSessions),
    tokens: &impl RevokeTokens,
    caller: &Caller,
    now: OffsetDateTime,
) -> Result<(), DomainError> {
    // First, since the caller can retry only with a valid session.
    tokens.revoke_tokens(&caller.user.id).await?;
    replace(users, caller, |current| current.all_but(None, now)).await
}

/// Signs a user out everywhere, whoever asks.
///
/// # Errors
/// [`DomainError::UserNotFound`] if there is no such user any more; [`DomainError::UpdateUnderWay`] after too many
/// concurrent revocations; [`DomainError::Unavailable`].
pub async fn sign_out(
    users: &(impl FindUser + RevokeSessions),
    tokens: &impl RevokeTokens,
    user: &User,
    now: OffsetDateTime,
) -> Result<(), DomainError> {
    tokens.revoke_tokens(&user.id).await?;
    let mut current = user.revocations.clone();
    for _ in 0..MAX_ATTEMPTS {
        if users.replace_revocations(&user.id, &current, &current.all_but(None, now)).await? {
            return Ok(());
        }
        current = users.by_id(&user.id).await?.ok_or(DomainError::UserNotFound)?.revocations;
    }
    Err(DomainError::UpdateUnderWay)
}

/// The valid sessions of the caller, the one used last first. The caller's own one is among them even if its sign-in
/// could not be noted.
///
/// # Errors
/// [`DomainError::Unavailable`].
pub async fn list(
    sessions: &impl ListSessions,
    caller: &Caller,
    now: OffsetDateTime,
) -> Result<Vec<ListedSession>, DomainError> {
    let Caller { user, claims } = caller;
    let mut valid = sessions.list(&user.id).await?;
    valid.retain(|session| {
        session.began_at + SESSION_TTL > now && !user.revocations.includes(&session.id, session.began_at)
    });
    if !valid.iter().any(|session| session.id == claims.session) {
        let (id, began_at) = (claims.session.clone(), claims.signed_in_at);
        valid.push(ListedSession { id, began_at, last_used_at: began_at, device: None });
    }
    valid.sort_by_key(|session| std::cmp::Reverse((session.last_used_at, session.id.clone())));
    Ok(valid)
}

/// Revokes one session of the caller, this one or another.
///
/// # Errors
/// [`DomainError::SessionNotFound`] if it is not in the caller's list; the others of [`log_out`].
pub async fn revoke(
    users: &(impl FindUser + RevokeSessions),
    sessions: &impl ListSessions,
    caller: &Caller,
    session: &SessionId,
    now: OffsetDateTime,
) -> Result<(), DomainError> {
    let listed = list(sessions, caller, now).await?;
    let found = listed.into_iter().find(|listed| listed.id == *session).ok_or(DomainError::SessionNotFound)?;
    let own = &caller.claims.session;
    replace(users, caller, |current| current.with_session(&found.id, found.began_at, own, now)).await
}

/// Applies `next` to the current revocations, as long as they do not revoke the caller's own session: a revoked
/// session cannot revoke others.
async fn replace(
    users: &(impl FindUser + RevokeSessions),
    caller: &Caller,
    next: impl Fn(&Revocations) -> Revocations + Send,
) -> Result<(), DomainError> {
    let Caller { user, claims } = caller;
    let mut current = user.revocations.clone();
    for _ in 0..MAX_ATTEMPTS {
        if users.replace_revocations(&user.id, &current, &next(&current)).await? {
            return Ok(());
        }
        current = signed_in_user(users, claims.clone()).await?.user.revocations;
    }
    Err(DomainError::UpdateUnderWay)
}
