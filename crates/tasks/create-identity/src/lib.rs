//! The state `create-identity`: creates the Cognito user. Of the tasks of `register-user`, only this one can decrypt
//! the password.

use time::OffsetDateTime;
use usher_domain::DomainError;
use usher_domain::ports::{CreateIdentity, OpenPassword};
use usher_domain::registration::RegistrationId;
use usher_lambda_kit::Task;
use usher_messages::{IdentityMessage, Message, RegisterUserInput};

/// The dependencies of the task.
#[derive(Debug)]
pub struct CreateIdentityTask<Seal, Identities> {
    /// Decrypts the password.
    pub seal: Seal,
    /// The Cognito users.
    pub identities: Identities,
}

impl<Seal: OpenPassword, Identities: CreateIdentity> Task for CreateIdentityTask<Seal, Identities> {
    const NAME: &'static str = "create-identity";
    type Input = RegisterUserInput;
    type Output = IdentityMessage;

    async fn perform(&self, input: Self::Input, now: OffsetDateTime) -> Result<Self::Output, DomainError> {
        let (Message(registration), Message(sealed)) = (input.registration, input.password);
        let password = self.seal.open(&sealed, now).await?;
        let (id, full_name) = (RegistrationId::of(&sealed), registration.full_name.as_ref());
        let user_id = self.identities.create(&id, &registration.email, full_name, &password).await?;
        Ok(IdentityMessage { user_id: Message(user_id) })
    }
}
