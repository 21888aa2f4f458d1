//! The state `delete-picture`: removes every version of a picture that nobody's record names (any more).

use time::OffsetDateTime;
use usher_domain::DomainError;
use usher_domain::ports::DeletePicture;
use usher_lambda_kit::Task;
use usher_messages::DeletePictureInput;

/// What the task needs.
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
