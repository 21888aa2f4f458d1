//! The state `erase-identity`: deletes the Cognito user.

use time::OffsetDateTime;
use usher_domain::DomainError;
use usher_domain::ports::EraseIdentity;
use usher_lambda_kit::Task;
use usher_messages::{ErasedUserMessage, Message};

/// The dependencies of the task.
#[derive(Debug)]
pub struct EraseIdentityTask<Identities> {
    /// The Cognito users.
    pub identities: Identities,
}

impl<Identities: EraseIdentity> Task for EraseIdentityTask<Identities> {
    const NAME: &'static str = "erase-identity";
    type Input = ErasedUserMessage;
    type Output = ();

    async fn perform(&self, input: Self::Input, _: OffsetDateTime) -> Result<Self::Output, DomainError> {
        let Message(user_id) = input.user_id;
        self.identities.erase(&user_id).await
    }
}
