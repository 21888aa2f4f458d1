//! The state `get-user` (seed 001): reads the record of the person who is to be updated, and holds it, so that no other
//! update comes between (as `SELECT … FOR UPDATE` does). A new address is reserved for them, before Cognito is told of it.

use time::OffsetDateTime;
use usher_domain::ports::{HoldUser, ReserveEmail};
use usher_domain::update::Hold;
use usher_domain::{DomainError, Email};
use usher_lambda_kit::Task;
use usher_messages::{GetUserInput, HeldUserMessage, read_user_id};

/// What the task needs.
#[derive(Debug)]
pub struct GetUser<Users> {
    /// The user records.
    pub users: Users,
}

impl<Users: HoldUser + ReserveEmail> Task for GetUser<Users> {
    const NAME: &'static str = "get-user";
    type Input = GetUserInput;
    type Output = HeldUserMessage;

    async fn perform(&self, input: Self::Input, now: OffsetDateTime) -> Result<Self::Output, DomainError> {
        let id = read_user_id(&input.user_id)?;
        let email = input.email.as_deref().map(Email::parse).transpose();
        let email = email.map_err(DomainError::unavailable("read the input"))?;
        let hold = Hold { by: input.held_by, from: now };
        let found = self.users.hold(&id, &hold).await?;
        if let Some(new) = email.filter(|email| *email != found.user.email) {
            self.users.reserve(&id, &new, &hold).await?;
        }
        Ok(HeldUserMessage::from(&found))
    }
}
