//! The state `get-user` (account document): reads the record to update and takes a lease on it, so that updates are
//! never concurrent (like `SELECT … FOR UPDATE`). It reserves a new address before Cognito is changed.

use time::OffsetDateTime;
use usher_domain::DomainError;
use usher_domain::ports::{LeaseUser, ReserveEmail};
use usher_domain::update::Lease;
use usher_lambda_kit::Task;
use usher_messages::{GetUserInput, LeasedUserMessage, Message};

/// The dependencies of the task.
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
