//! The state `set-password`: sets the password that only this task can open. It comes last in an update, since nobody
//! knows the old password, so that it could not be put back.

use time::OffsetDateTime;
use usher_domain::DomainError;
use usher_domain::ports::{OpenPassword, SetPassword};
use usher_lambda_kit::Task;
use usher_messages::SetPasswordInput;

/// What the task needs.
#[derive(Debug)]
pub struct SetPasswordTask<Seal, Identities> {
    /// Opens the sealed password.
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
