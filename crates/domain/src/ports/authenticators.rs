//! Authenticator apps of users.

use crate::UserId;
use crate::authenticator::{Authenticator, AuthenticatorSecret, AuthenticatorSeed};
use crate::error::DomainError;

/// Stores authenticator apps in user records.
pub trait ReplaceAuthenticator: Send + Sync {
    /// Replaces the app of a user; `None` is none. MUST return `false` and change nothing if the record has another one
    /// than `from`, and MUST refuse with `UserNotFound` if there is no such user.
    fn replace_authenticator(
        &self,
        id: &UserId,
        from: Option<&Authenticator>,
        to: Option<&Authenticator>,
    ) -> impl Future<Output = Result<bool, DomainError>> + Send;
}

/// Derives the secrets of authenticator apps.
pub trait DeriveAuthenticatorSecret: Send + Sync {
    /// The secret of this user and seed: always the same, and random without the key of the stack.
    fn derive(
        &self,
        user: &UserId,
        seed: &AuthenticatorSeed,
    ) -> impl Future<Output = Result<AuthenticatorSecret, DomainError>> + Send;
}
