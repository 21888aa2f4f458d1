//! The messages that workflows start with and that their states pass to each other, and [`evidence`], the records that are
//! kept for years.
//!
//! A password is never in one: it crosses sealed ([`SealedPasswordMessage`]).

mod erase;
pub mod evidence;
mod register;
mod rfc3339;
mod update;
mod user;

use serde::{Deserialize, Serialize};
use usher_domain::{DomainError, SealedPassword, UserId};

pub use erase::{
    CallServicesInput, CertificateInput, EraseFilesInput, EraseUserInput, ErasedFilesMessage, ErasedMessage,
    ErasedPersonMessage, ErasureMessage, ExecutionStatusDetail, ExecutionStatusEvent, HiddenMessage, QueuedMessage,
    RecipientMessage, RoundMessage, read_erasure_id, read_run,
};
pub use register::{
    CreateUserRecordInput, DeleteIdentityInput, IdentityMessage, RegisterUserInput, RegistrationMessage,
};
pub use update::{
    ChangesMessage, DeletePictureInput, GetUserInput, SetPasswordInput, UpdateIdentityInput, UpdateUserInput,
    UpdateUserRecordInput, UserInput,
};
pub use user::{LeasedUserMessage, UserMessage};

/// [`SealedPassword`] as a message.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SealedPasswordMessage {
    /// Names the one-time key.
    pub key_id: String,
    /// The encrypted password, base64.
    pub ciphertext: String,
}

impl From<&SealedPassword> for SealedPasswordMessage {
    fn from(sealed: &SealedPassword) -> Self {
        Self { key_id: sealed.key_id.clone(), ciphertext: sealed.ciphertext.clone() }
    }
}

impl From<SealedPasswordMessage> for SealedPassword {
    fn from(message: SealedPasswordMessage) -> Self {
        Self { key_id: message.key_id, ciphertext: message.ciphertext }
    }
}

/// The user id in a message.
///
/// # Errors
/// [`DomainError::Unavailable`] if it is none: only our own functions write such a message.
pub fn read_user_id(given: &str) -> Result<UserId, DomainError> {
    UserId::parse(given).map_err(DomainError::unavailable("read the input"))
}
