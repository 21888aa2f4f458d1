//! The state `get-user` (seed 001): reads the record of the person who is to be updated, and holds it, so that no other
//! update comes between (as `SELECT … FOR UPDATE` does).

use time::OffsetDateTime;
use usher_domain::DomainError;
use usher_domain::ports::HoldUser;
use usher_domain::update::Hold;
use usher_lambda_kit::Task;
use usher_wire::workflow::{GetUserInput, UserMessage, read_user_id};

/// What the task needs.
#[derive(Debug)]
pub struct GetUser<Users> {
    /// The user records.
    pub users: Users,
}

impl<Users: HoldUser> Task for GetUser<Users> {
    const NAME: &'static str = "get-user";
    type Input = GetUserInput;
    type Output = UserMessage;

    async fn perform(&self, input: Self::Input, now: OffsetDateTime) -> Result<Self::Output, DomainError> {
        let id = read_user_id(&input.user_id)?;
        let user = self.users.hold(&id, &Hold { by: input.held_by, from: now }).await?;
        Ok(UserMessage::from(&user))
    }
}
