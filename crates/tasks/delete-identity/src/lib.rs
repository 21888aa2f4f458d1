//! The state `delete-identity`: undoes `create-identity`, when it or what came after it failed.

use time::OffsetDateTime;
use usher_domain::ports::DeleteIdentity;
use usher_domain::registration::RegistrationId;
use usher_domain::{DomainError, SealedPassword};
use usher_lambda_kit::Task;
use usher_messages::{DeleteIdentityInput, read_user_id};

/// What the task needs.
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
        let registration = input.registration.read()?;
        let id = RegistrationId::of(&SealedPassword::from(input.password));
        let user_id = input.user_id.as_deref().map(read_user_id).transpose()?;
        self.identities.delete_made_by(&id, &registration.email, user_id.as_ref()).await
    }
}
