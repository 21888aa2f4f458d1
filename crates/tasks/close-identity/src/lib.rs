//! The state `close-identity`: ends every session of the person, and lets them sign in no more.

use time::OffsetDateTime;
use usher_domain::DomainError;
use usher_domain::ports::EraseIdentity;
use usher_lambda_kit::Task;
use usher_messages::{ErasedUserMessage, Message};

/// What the task needs.
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
