//! Registrations and updates as a whole.

use thiserror::Error;
use time::OffsetDateTime;

use crate::Password;
use crate::error::DomainError;
use crate::registration::Registration;
use crate::update::Update;
use crate::user::User;

/// Registers people.
pub trait RegisterUser: Send + Sync {
    /// Makes the identity and the record, or neither. MUST begin at most once for a call.
    ///
    /// MUST fail with `EmailTaken` or `AccountIdTaken` if somebody has it, and with `TooManyAttempts` if something was
    /// throttled. MUST have deleted the picture that the registration names where it fails after it was begun.
    fn register(
        &self,
        registration: &Registration,
        password: &Password,
        now: OffsetDateTime,
    ) -> impl Future<Output = Result<User, UserWorkflowError>> + Send;
}

/// Updates people.
pub trait UpdateUser: Send + Sync {
    /// Changes identity, record and password, or nothing, and gives the record as it is then. MUST begin at most once for a
    /// call, and not at all if the update asks for nothing.
    ///
    /// MUST fail with `EmailTaken` if another user has the address, with `UserNotFound` if the person is gone, with
    /// `UpdateUnderWay` while another update of them is, and with `TooManyAttempts` if something was throttled. MUST have
    /// deleted the new picture where it fails after it was begun.
    fn update(
        &self,
        user: &User,
        update: &Update,
        now: OffsetDateTime,
    ) -> impl Future<Output = Result<User, UserWorkflowError>> + Send;
}

/// Why somebody was not registered or updated.
#[derive(Debug, Error)]
pub enum UserWorkflowError {
    /// It surely was not begun: what was stored for it is still there.
    #[error(transparent)]
    NotStarted(DomainError),
    /// It failed and has been undone, or nobody knows whether it was begun and how it ended.
    #[error(transparent)]
    Failed(#[from] DomainError),
}

impl From<UserWorkflowError> for DomainError {
    fn from((UserWorkflowError::NotStarted(error) | UserWorkflowError::Failed(error)): UserWorkflowError) -> Self {
        error
    }
}
