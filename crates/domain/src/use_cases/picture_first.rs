//! Registrations and updates with a new picture. It is stored before the workflow starts. From then on the workflow
//! owns it; if the workflow did not start, it is deleted here.

use crate::PictureName;
use crate::error::DomainError;
use crate::ports::{DeletePicture, StorePicture, UserWorkflowError};

/// A picture to store, with its name.
pub type NamedPicture = (PictureName, Vec<u8>);

/// Stores the picture, if there is one, then runs `work`.
///
/// # Errors
/// Those of storing the picture, and those of `work`.
pub async fn with_stored_picture<T>(
    pictures: &(impl StorePicture + DeletePicture),
    picture: Option<NamedPicture>,
    work: impl Future<Output = Result<T, UserWorkflowError>> + Send,
) -> Result<T, DomainError> {
    let Some((name, bytes)) = picture else { return Ok(work.await?) };
    let done = match pictures.store(&name, bytes).await {
        Ok(()) => work.await,
        Err(error) => Err(UserWorkflowError::NotStarted(error)),
    };
    if matches!(done, Err(UserWorkflowError::NotStarted(_))) {
        // If this fails, the picture is orphaned. The caller gets the original error.
        let _ = pictures.delete(&name).await;
    }
    Ok(done?)
}
