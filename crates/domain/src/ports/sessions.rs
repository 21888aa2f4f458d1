//! Sessions and their tokens.

use time::OffsetDateTime;

use crate::error::DomainError;
use crate::listed_session::ListedSession;
use crate::session::{AccessClaims, Session, Token};
use crate::{Email, Password, UserId};

/// Opens sessions.
pub trait SignIn: Send + Sync {
    /// MUST refuse with `WrongCredentials` for an unknown address, a wrong password and a disabled identity alike, and
    /// with `TooManyAttempts` when the provider asks to slow down.
    fn sign_in(&self, email: &Email, password: &Password) -> impl Future<Output = Result<Session, DomainError>> + Send;
}

/// Refreshes sessions.
pub trait RefreshSession: Send + Sync {
    /// MUST refuse with `NotSignedIn` for a token that is malformed, expired, revoked or not a refresh token.
    fn refresh(&self, refresh: &Token) -> impl Future<Output = Result<Session, DomainError>> + Send;
}

/// Records where users are signed in.
pub trait NoteSession: Send + Sync {
    /// Adds the session to the user's list, in place of an older entry of the same session. MUST drop the sessions that
    /// were used least recently if there are more than [`MAX_LISTED`](crate::listed_session::MAX_LISTED).
    fn note(&self, user: &UserId, session: &ListedSession) -> impl Future<Output = Result<(), DomainError>> + Send;
}

/// Lists where users are signed in.
pub trait ListSessions: Send + Sync {
    /// The noted sessions of a user, revoked ones included, in any order. MUST have every session whose `note` was
    /// answered before the call.
    fn list(&self, user: &UserId) -> impl Future<Output = Result<Vec<ListedSession>, DomainError>> + Send;
}

/// Revokes tokens at the provider.
pub trait RevokeTokens: Send + Sync {
    /// Revokes all refresh tokens of a user, so that the provider's own endpoints refuse them too. MUST succeed if
    /// there is no such identity.
    fn revoke_tokens(&self, user: &UserId) -> impl Future<Output = Result<(), DomainError>> + Send;
}

/// Verifies access tokens.
pub trait VerifyAccessToken: Send + Sync {
    /// MUST refuse with `NotSignedIn` unless the token is an access token of our pool and client, signed with one of
    /// the pool's keys, and not expired at `now`.
    fn verify(
        &self,
        access: &Token,
        now: OffsetDateTime,
    ) -> impl Future<Output = Result<AccessClaims, DomainError>> + Send;
}
