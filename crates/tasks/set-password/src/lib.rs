//! The state `set-password`: sets the password, which only this task of `update-user` can decrypt. It is the last step,
//! since the old password is unknown and could not be restored.

use time::OffsetDateTime;
use usher_domain::DomainError;
use usher_domain::ports::{OpenPassword, SetPassword};
use usher_lambda_kit::Task;
use usher_messages::SetPasswordInput;

/// The dependencies of the task.
#[derive(Debug)]
pub struct SetPasswordTask<Seal, Identities> {
    /// Decrypts the password.
    pub seal: Seal,
    /// The Cognito users.
    pub identities: Identities,
}

impl<Seal: OpenPassword, Identities: SetPassword> Task for SetPasswordTask<Seal, Identities> {
    const NAME: &'static str = "set-password";
    type Input = SetPasswordInput;
    type Output = ();

    async fn perform(&self, input: Self::Input, now: OffsetDateTime) -> Result<Self::Output, DomainError> {
        let password = self.seal.open(&input.password.0, now).await?;
        self.identities.set_password(&input.user_id.0, &password).await
    }
}
