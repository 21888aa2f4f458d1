//! The state `delete-user` (account document): deletes a user's record and its unique keys, all or none.

use time::OffsetDateTime;
use usher_domain::DomainError;
use usher_domain::ports::DeleteUser;
use usher_lambda_kit::Task;
use usher_messages::IdentityMessage;

/// The dependencies of the task.
#[derive(Debug)]
pub struct DeleteUserTask<Users> {
    /// The user records.
    pub users: Users,
}

impl<Users: DeleteUser> Task for DeleteUserTask<Users> {
    const NAME: &'static str = "delete-user";
    type Input = IdentityMessage;
    type Output = ();

    async fn perform(&self, input: Self::Input, _: OffsetDateTime) -> Result<Self::Output, DomainError> {
        self.users.delete(&input.user_id.0).await
    }
}
