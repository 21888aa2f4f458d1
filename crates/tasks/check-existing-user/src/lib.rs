//! The state `check-existing-user` (account document): fails a registration early if its address or account id is
//! taken. `create-user-record` enforces uniqueness.

use time::OffsetDateTime;
use usher_domain::DomainError;
use usher_domain::ports::CheckTaken;
use usher_domain::registration::Registration;
use usher_lambda_kit::Task;
use usher_messages::Message;

/// The dependencies of the task.
#[derive(Debug)]
pub struct CheckExistingUser<Users> {
    /// The user records.
    pub users: Users,
}

impl<Users: CheckTaken> Task for CheckExistingUser<Users> {
    const NAME: &'static str = "check-existing-user";
    type Input = Message<Registration>;
    type Output = ();

    async fn perform(
        &self,
        Message(registration): Self::Input,
        now: OffsetDateTime,
    ) -> Result<Self::Output, DomainError> {
        self.users.check_taken(&registration.email, registration.account_id.as_ref(), now).await
    }
}
