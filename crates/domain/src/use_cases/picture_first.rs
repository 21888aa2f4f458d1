//! Registrations and updates that name a new picture: it is stored right before they begin, which then answer for it, and is
//! deleted again where surely none began.

use crate::PictureName;
use crate::error::DomainError;
use crate::ports::{DeletePicture, StorePicture, UserWorkflowError};

/// A picture that is to be stored, under its name.
pub type NamedPicture = (PictureName, Vec<u8>);

/// Stores the picture, if there is one, and then has `work` done.
///
/// # Errors
/// Those of storing it, and those of `work`.
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
        // What cannot be deleted now stays without an owner: the caller has an error to be told of already.
        let _ = pictures.delete(&name).await;
    }
    Ok(done?)
}
