//! The state `delete-identity`: rolls back `create-identity`.

use time::OffsetDateTime;
use usher_domain::DomainError;
use usher_domain::ports::DeleteIdentity;
use usher_domain::registration::RegistrationId;
use usher_lambda_kit::Task;
use usher_messages::{DeleteIdentityInput, Message};

/// The dependencies of the task.
#[derive(Debug)]
pub struct DeleteIdentityTask<Identities> {
    /// The Cognito users.
    pub identities: Identities,
}

impl<Identities: DeleteIdentity> Task for DeleteIdentityTask<Identities> {
    const NAME: &'static str = "delete-identity";
    type Input = DeleteIdentityInput;
    type Output = ();

    async fn perform(&self, input: Self::Input, _: OffsetDateTime) -> Result<Self::Output, DomainError> {
        let id = RegistrationId::of(&input.password.0);
        let user_id = input.user_id.map(|Message(id)| id);
        self.identities.delete_made_by(&id, &input.registration.0.email, user_id.as_ref()).await
    }
}
