//! The states `update-identity` and `put-back-identity`: set both address and name of the Cognito user, so that this
//! also repairs differences that an interrupted update left.

use time::OffsetDateTime;
use usher_domain::DomainError;
use usher_domain::ports::UpdateIdentity;
use usher_lambda_kit::Task;
use usher_messages::{Message, UpdateIdentityInput};

/// The dependencies of the task.
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
