//! The messages between workflows and their states, and [`evidence`], the records that are stored for years.
//!
//! A field with a domain type is a [`Message`] of it, which parses the value when the message is read. No message has a
//! password in plain text.

mod changes;
mod erase;
pub mod evidence;
mod mail_link;
mod message;
mod password;
mod register;
mod registration;
mod rfc3339;
mod update;
mod user;
mod validate;

pub use changes::ChangesForm;
pub use erase::{
    CallServicesInput, CertificateInput, EraseFilesInput, EraseUserInput, ErasedFilesMessage, ErasedMessage,
    ErasedUserMessage, ErasureMessage, ExecutionStatusDetail, ExecutionStatusEvent, HiddenMessage, QueuedMessage,
    RecipientMessage, RoundMessage, run_or_first,
};
pub use mail_link::MailLinkInput;
pub use message::{InMessages, Message};
pub use password::SealedPasswordForm;
pub use register::{CreateUserRecordInput, DeleteIdentityInput, IdentityMessage, RegisterUserInput};
pub use registration::RegistrationForm;
pub use update::{
    DeletePictureInput, GetUserInput, LeasedUserMessage, RevokedByUpdateMessage, SetPasswordInput, UpdateIdentityInput,
    UpdateUserInput, UpdateUserRecordInput,
};
pub use user::UserForm;
pub use validate::UserInput;
