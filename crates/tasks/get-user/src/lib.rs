//! The state `get-user` (seed 001): reads the record of the person who is to be updated, and holds it, so that no other
//! update comes between (as `SELECT … FOR UPDATE` does). A new address is reserved for them, before Cognito is told of it.

use time::OffsetDateTime;
use usher_domain::DomainError;
use usher_domain::ports::{LeaseUser, ReserveEmail};
use usher_domain::update::Lease;
use usher_lambda_kit::Task;
use usher_messages::{GetUserInput, LeasedUserMessage, Message};

/// What the task needs.
#[derive(Debug)]
pub struct GetUser<Users> {
    /// The user records.
    pub users: Users,
}

impl<Users: LeaseUser + ReserveEmail> Task for GetUser<Users> {
    const NAME: &'static str = "get-user";
    type Input = GetUserInput;
    type Output = LeasedUserMessage;

    async fn perform(&self, input: Self::Input, now: OffsetDateTime) -> Result<Self::Output, DomainError> {
        let (Message(id), email) = (input.user_id, input.email.map(|Message(email)| email));
        let lease = Lease { by: input.held_by, from: now };
        let found = self.users.lease(&id, &lease).await?;
        if let Some(new) = email.filter(|email| *email != found.user.email) {
            self.users.reserve(&id, &new, &lease).await?;
        }
        Ok(LeasedUserMessage::from(found))
    }
}
