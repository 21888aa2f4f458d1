//! The state `delete-picture`: deletes every version of a picture that no record names.

use time::OffsetDateTime;
use usher_domain::DomainError;
use usher_domain::ports::DeletePicture;
use usher_lambda_kit::Task;
use usher_messages::DeletePictureInput;

/// The dependencies of the task.
#[derive(Debug)]
pub struct DeletePictureTask<Pictures> {
    /// The pictures.
    pub pictures: Pictures,
}

impl<Pictures: DeletePicture> Task for DeletePictureTask<Pictures> {
    const NAME: &'static str = "delete-picture";
    type Input = DeletePictureInput;
    type Output = ();

    async fn perform(&self, input: Self::Input, _: OffsetDateTime) -> Result<Self::Output, DomainError> {
        self.pictures.delete(&input.picture.0).await
    }
}
