//! The state `validate-user-input` (seed 001): reads what a workflow was started with, and hands it on in its stored
//! form. Nothing behind this state sees an input that breaks a rule, whoever started the workflow.

use time::OffsetDateTime;
use usher_domain::DomainError;
use usher_lambda_kit::Task;
use usher_messages::{InMessages, UserInput};

/// It needs nothing but its input.
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
