//! The state `validate-user-input` (account document): validates and normalizes the input of a workflow. Later states
//! never see invalid input, whatever started the workflow.

use time::OffsetDateTime;
use usher_domain::DomainError;
use usher_lambda_kit::Task;
use usher_messages::{InMessages, UserInput};

/// The task, which has no dependencies.
#[derive(Debug)]
pub struct ValidateUserInput;

impl Task for ValidateUserInput {
    const NAME: &'static str = "validate-user-input";
    type Input = UserInput;
    type Output = UserInput;

    async fn perform(&self, input: Self::Input, now: OffsetDateTime) -> Result<Self::Output, DomainError> {
        Ok(match input {
            UserInput::Registration(given) => UserInput::Registration(given.validate()?.form()),
            UserInput::Changes(given) => UserInput::Changes(given.validate()?.form().validated_at(now)),
        })
    }
}
