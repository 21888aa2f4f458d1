//! The state `create-user-record` (account document): writes the record and its unique keys, all or none.

use time::OffsetDateTime;
use usher_domain::ports::CreateUser;
use usher_domain::use_cases::register::create_user_record;
use usher_domain::{DomainError, Failure, User};
use usher_lambda_kit::Task;
use usher_messages::{CreateUserRecordInput, Message};

/// The dependencies of the task.
#[derive(Debug)]
pub struct CreateUserRecord<Users> {
    /// The user records.
    pub users: Users,
    /// Returns 128 random bits.
    pub draw: fn() -> Result<u128, Failure>,
}

impl<Users: CreateUser> Task for CreateUserRecord<Users> {
    const NAME: &'static str = "create-user-record";
    type Input = CreateUserRecordInput;
    type Output = Message<User>;

    async fn perform(&self, input: Self::Input, now: OffsetDateTime) -> Result<Self::Output, DomainError> {
        let (Message(registration), Message(user_id)) = (input.registration, input.user_id);
        create_user_record(&self.users, &registration, &user_id, now, self.draw).await.map(Message)
    }
}
