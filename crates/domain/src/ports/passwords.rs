//! Encrypted passwords.

use time::OffsetDateTime;

use crate::error::DomainError;
use crate::{Password, SealedPassword};

/// Encrypts passwords, so that a workflow cannot read them.
pub trait SealPassword: Send + Sync {
    /// Encrypts the password with a new key. MUST NOT use a key twice.
    fn seal(
        &self,
        password: &Password,
        now: OffsetDateTime,
    ) -> impl Future<Output = Result<SealedPassword, DomainError>> + Send;
}

/// Decrypts passwords.
pub trait OpenPassword: Send + Sync {
    /// Decrypts the password. MUST fail with `Unavailable` if the key is missing or expired, or the ciphertext was
    /// changed.
    fn open(
        &self,
        sealed: &SealedPassword,
        now: OffsetDateTime,
    ) -> impl Future<Output = Result<Password, DomainError>> + Send;
}
