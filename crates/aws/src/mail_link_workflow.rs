//! Starts the Express workflow `mail-link`, without waiting for its end.

use aws_sdk_sfn::Client;
use usher_domain::mailed_link::LinkPurpose;
use usher_domain::ports::RequestLink;
use usher_domain::{DomainError, Email};
use usher_messages::{MailLinkInput, Message};

use crate::host::Host;
use crate::{Connection, failure};

/// The workflow `mail-link`.
#[derive(Clone, Debug)]
pub struct MailLinkWorkflow {
    client: Client,
    state_machine_arn: String,
}

impl MailLinkWorkflow {
    /// The state machine of this ARN.
    #[must_use]
    pub fn new(connection: &Connection, state_machine_arn: String) -> Self {
        connection.open_during_init(&Host::StepFunctions);
        Self { client: Client::new(connection.sdk()), state_machine_arn }
    }
}

impl RequestLink for MailLinkWorkflow {
    async fn request(&self, purpose: LinkPurpose, email: &Email) -> Result<(), DomainError> {
        let input = MailLinkInput::Link { purpose: Message(purpose), email: Message(email.clone()) };
        let input = serde_json::to_string(&input).map_err(DomainError::unavailable("serialize a message"))?;
        self.client
            .start_execution()
            .state_machine_arn(&self.state_machine_arn)
            .input(input)
            .send()
            .await
            .map(drop)
            .map_err(failure::unavailable("states:StartExecution"))
    }
}
