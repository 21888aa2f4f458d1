//! Sessions and their tokens.

use time::OffsetDateTime;

use crate::error::DomainError;
use crate::session::{AccessClaims, Session, Token};
use crate::{Email, Password};

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
