//! Registrations and updates as a whole, all or nothing.

use thiserror::Error;
use time::OffsetDateTime;

use crate::Password;
use crate::error::DomainError;
use crate::registration::Registration;
use crate::update::Update;
use crate::user::User;

/// Registers users.
pub trait RegisterUser: Send + Sync {
    /// Creates the identity and the record, or neither. MUST start at most once per call.
    ///
    /// MUST fail with `EmailTaken` or `AccountIdTaken` if another user has it, and with `TooManyAttempts` if it was
    /// throttled. If it fails after it started, MUST have deleted the picture of the registration.
    fn register(
        &self,
        registration: &Registration,
        password: &Password,
        now: OffsetDateTime,
    ) -> impl Future<Output = Result<User, UserWorkflowError>> + Send;
}

/// Updates users.
pub trait UpdateUser: Send + Sync {
    /// Updates identity, record and password, or nothing, and returns the updated record. MUST start at most once per
    /// call, and not at all if the update is empty.
    ///
    /// MUST fail with `EmailTaken` if another user has the address, with `UserNotFound` if there is no such user, with
    /// `UpdateUnderWay` during another update of the user, and with `TooManyAttempts` if it was throttled. If it fails
    /// after it started, MUST have deleted the new picture.
    fn update(
        &self,
        user: &User,
        update: &Update,
        now: OffsetDateTime,
    ) -> impl Future<Output = Result<User, UserWorkflowError>> + Send;
}

/// Why a registration or an update failed.
#[derive(Debug, Error)]
pub enum UserWorkflowError {
    /// It did not start: a picture that was stored for it is still there.
    #[error(transparent)]
    NotStarted(DomainError),
    /// It failed and was rolled back, or its outcome is unknown.
    #[error(transparent)]
    Failed(#[from] DomainError),
}

impl From<UserWorkflowError> for DomainError {
    fn from((UserWorkflowError::NotStarted(error) | UserWorkflowError::Failed(error)): UserWorkflowError) -> Self {
        error
    }
}
