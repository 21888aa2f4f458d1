//! The states `update-user-record` and `put-back-user-record` (account document): update the record and move the unique
//! key of the address, all or none.

use time::OffsetDateTime;
use usher_domain::ports::ChangeUser;
use usher_domain::update::RevokedByUpdate;
use usher_domain::{DomainError, User};
use usher_lambda_kit::Task;
use usher_messages::{Message, UpdateUserRecordInput};

/// The dependencies of the task.
#[derive(Debug)]
pub struct UpdateUserRecord<Users> {
    /// The user records.
    pub users: Users,
}

impl<Users: ChangeUser> Task for UpdateUserRecord<Users> {
    const NAME: &'static str = "update-user-record";
    type Input = UpdateUserRecordInput;
    type Output = Message<User>;

    async fn perform(&self, input: Self::Input, _: OffsetDateTime) -> Result<Self::Output, DomainError> {
        let revoked = input.revoked.map(RevokedByUpdate::from);
        self.users.update(&input.from.0, &input.to.0, &input.held_by, revoked.as_ref()).await?;
        Ok(input.to)
    }
}
