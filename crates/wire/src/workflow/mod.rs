//! The messages that the states of a workflow pass to each other, and what its end means.
//!
//! A password is never in one: it crosses sealed ([`SealedPasswordMessage`]).

mod erase;
mod register;
mod update;
mod user;

use serde::{Deserialize, Serialize};
use usher_domain::ports::WorkflowRefusal;
use usher_domain::{DomainError, Failure, SealedPassword, UserId};

pub use erase::{
    CallServicesInput, CertificateInput, EraseFilesInput, ErasedFilesMessage, ErasedMessage, ErasedPersonMessage,
    ErasureMessage, ExecutionStatusDetail, ExecutionStatusEvent, HiddenMessage, QueuedMessage, RecipientMessage,
    RoundMessage, read_erasure_id, read_run,
};
pub use register::{
    CreateUserRecordInput, DeleteIdentityInput, IdentityMessage, RegisterUserInput, RegistrationMessage, register_user,
};
pub use update::{
    ChangesMessage, DeletePictureInput, GetUserInput, SetPasswordInput, UpdateIdentityInput, UpdateUserInput,
    UpdateUserRecordInput, UserInput, update_user,
};
pub use user::{HeldUserMessage, UserMessage};

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

/// Whether a workflow ended because a service, or Lambda itself, refused to go any faster, and has rolled back whatever
/// took effect before.
fn is_throttling(name: &str) -> bool {
    // The second is Step Functions' name for a function that found no free concurrency.
    [DomainError::throttled().name(), "Lambda.TooManyRequestsException"].contains(&name)
}

/// The user in a workflow's output. Of the errors in which it may end, throttling is `TooManyAttempts`, `mendable` are handed
/// on by their names, and every other one is ours.
fn user_at_end<const N: usize>(
    end: Result<String, WorkflowRefusal>,
    mendable: [DomainError; N],
    workflow: &'static str,
) -> Result<usher_domain::User, DomainError> {
    let output = match end {
        Ok(output) => output,
        Err(WorkflowRefusal::NotStarted(error) | WorkflowRefusal::Failed(error)) => return Err(error),
        Err(WorkflowRefusal::Refused { name }) if is_throttling(&name) => return Err(DomainError::throttled()),
        Err(WorkflowRefusal::Refused { name }) => {
            let known = mendable.into_iter().find(|error| error.name() == name);
            return Err(known.unwrap_or_else(|| DomainError::unavailable(workflow)(format!("it ended in {name}"))));
        }
    };
    let message: UserMessage =
        serde_json::from_str(&output).map_err(|_| Failure::new("read a message", "the output of a workflow"))?;
    message.read()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(name: &str) -> Result<usher_domain::User, DomainError> {
        let end = Err(WorkflowRefusal::Refused { name: name.to_owned() });
        user_at_end(end, [DomainError::EmailTaken, DomainError::UpdateUnderWay], "a workflow")
    }

    #[test]
    fn an_end_with_a_name_that_the_caller_can_mend_is_that_error() {
        assert!(matches!(refused("EmailTaken"), Err(DomainError::EmailTaken)));
        assert!(matches!(refused("UpdateUnderWay"), Err(DomainError::UpdateUnderWay)));
    }

    #[test]
    fn throttled_workflow_is_too_many_attempts() {
        for name in ["TooManyAttempts", "Lambda.TooManyRequestsException"] {
            assert!(matches!(refused(name), Err(DomainError::TooManyAttempts { .. })), "{name}");
        }
        let not_started = user_at_end(Err(DomainError::throttled().into()), [], "a workflow");
        assert!(matches!(not_started, Err(DomainError::TooManyAttempts { .. })));
    }

    #[test]
    fn every_other_end_is_ours() {
        for name in ["InvalidInput", "NotUndone", "Unavailable", "States.Timeout", "UserNotFound"] {
            assert!(matches!(refused(name), Err(DomainError::Unavailable(_))), "{name}");
        }
        let unreadable = user_at_end(Ok("{}".to_owned()), [], "a workflow");
        assert!(matches!(unreadable, Err(DomainError::Unavailable(_))));
    }
}
