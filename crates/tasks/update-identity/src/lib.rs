//! The states `update-identity` and `put-back-identity`: give the Cognito user the address and the name that the record
//! will have, both each time, so that whatever an earlier fault left apart comes together again.

use time::OffsetDateTime;
use usher_domain::DomainError;
use usher_domain::ports::UpdateIdentity;
use usher_lambda_kit::Task;
use usher_messages::{Message, UpdateIdentityInput};

/// What the task needs.
#[derive(Debug)]
pub struct UpdateIdentityTask<Identities> {
    /// The Cognito users.
    pub identities: Identities,
}

impl<Identities: UpdateIdentity> Task for UpdateIdentityTask<Identities> {
    const NAME: &'static str = "update-identity";
    type Input = UpdateIdentityInput;
    type Output = ();

    async fn perform(&self, input: Self::Input, _: OffsetDateTime) -> Result<Self::Output, DomainError> {
        let (Message(from), Message(to)) = (input.from, input.to);
        if input.rolls_back {
            return self.identities.roll_back(&to).await;
        }
        self.identities.update(&from, &to).await
    }
}
