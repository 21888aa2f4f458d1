//! The state `hide-user`: hides the user. The endpoint has done the same; this covers an endpoint that failed after it
//! started the workflow, and returns the folder of the user's files.

use time::OffsetDateTime;
use usher_domain::DomainError;
use usher_domain::ports::HideUser;
use usher_lambda_kit::Task;
use usher_messages::{ErasedUserMessage, HiddenMessage, Message};

/// The dependencies of the task.
#[derive(Debug)]
pub struct HideUserTask<Users> {
    /// The user records.
    pub users: Users,
}

impl<Users: HideUser> Task for HideUserTask<Users> {
    const NAME: &'static str = "hide-user";
    type Input = ErasedUserMessage;
    type Output = HiddenMessage;

    async fn perform(&self, input: Self::Input, now: OffsetDateTime) -> Result<Self::Output, DomainError> {
        let Message(user_id) = input.user_id;
        let folder = self.users.hide(&user_id, now).await?;
        Ok(HiddenMessage { files_folder: folder.map(Message) })
    }
}
