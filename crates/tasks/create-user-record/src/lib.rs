//! The state `create-user-record` (seed 001): stores the record and its unique keys, all or none.

use time::OffsetDateTime;
use usher_domain::ports::CreateUser;
use usher_domain::use_cases::register::create_user_record;
use usher_domain::{DomainError, Failure, User};
use usher_lambda_kit::Task;
use usher_messages::{CreateUserRecordInput, Message};

/// What the task needs.
#[derive(Debug)]
pub struct CreateUserRecord<Users> {
    /// The user records.
    pub users: Users,
    /// 128 random bits a call.
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
