//! Sealed passwords.

use time::OffsetDateTime;

use crate::error::DomainError;
use crate::{Password, SealedPassword};

/// Seals passwords, so that they can cross a workflow without being readable in it.
pub trait SealPassword: Send + Sync {
    /// Encrypts the password under a fresh key. MUST never give two passwords the same key.
    fn seal(
        &self,
        password: &Password,
        now: OffsetDateTime,
    ) -> impl Future<Output = Result<SealedPassword, DomainError>> + Send;
}

/// Opens sealed passwords.
pub trait OpenPassword: Send + Sync {
    /// Decrypts. MUST fail with `Unavailable` if the key is gone or too old, or the ciphertext was changed.
    fn open(
        &self,
        sealed: &SealedPassword,
        now: OffsetDateTime,
    ) -> impl Future<Output = Result<Password, DomainError>> + Send;
}
