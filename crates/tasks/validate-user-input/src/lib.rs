//! The state `validate-user-input` (seed 001): reads what a workflow was started with, and hands it on in its stored
//! form. Nothing behind this state sees an input that breaks a rule, whoever started the workflow.

use time::OffsetDateTime;
use usher_domain::DomainError;
use usher_lambda_kit::Task;
use usher_wire::workflow::RegistrationMessage;

/// It needs nothing but its input.
#[derive(Debug)]
pub struct ValidateUserInput;

impl Task for ValidateUserInput {
    const NAME: &'static str = "validate-user-input";
    type Input = RegistrationMessage;
    type Output = RegistrationMessage;

    async fn perform(&self, input: Self::Input, _: OffsetDateTime) -> Result<Self::Output, DomainError> {
        Ok(RegistrationMessage::from(&input.read()?))
    }
}
