//! The state `close-identity`: revokes all sessions of the user, and disables the Cognito user.

use time::OffsetDateTime;
use usher_domain::DomainError;
use usher_domain::ports::EraseIdentity;
use usher_lambda_kit::Task;
use usher_messages::{ErasedUserMessage, Message};

/// The dependencies of the task.
#[derive(Debug)]
pub struct CloseIdentity<Identities> {
    /// The Cognito users.
    pub identities: Identities,
}

impl<Identities: EraseIdentity> Task for CloseIdentity<Identities> {
    const NAME: &'static str = "close-identity";
    type Input = ErasedUserMessage;
    type Output = ();

    async fn perform(&self, input: Self::Input, _: OffsetDateTime) -> Result<Self::Output, DomainError> {
        let Message(user_id) = input.user_id;
        self.identities.close(&user_id).await
    }
}
