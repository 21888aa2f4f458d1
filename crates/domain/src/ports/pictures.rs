//! Pictures.

use crate::PictureName;
use crate::error::DomainError;

/// Stores pictures.
pub trait StorePicture: Send + Sync {
    /// Stores the bytes under a name that nobody has used before.
    fn store(&self, name: &PictureName, bytes: Vec<u8>) -> impl Future<Output = Result<(), DomainError>> + Send;
}

/// Reads pictures.
pub trait ReadPicture: Send + Sync {
    /// The bytes of the picture, where there is one.
    fn read(&self, name: &PictureName) -> impl Future<Output = Result<Option<Vec<u8>>, DomainError>> + Send;

    /// Whether there is such a picture.
    fn exists(&self, name: &PictureName) -> impl Future<Output = Result<bool, DomainError>> + Send;
}

/// Removes pictures.
pub trait DeletePicture: Send + Sync {
    /// Removes every version of the picture. MUST succeed if there is none (any more).
    fn delete(&self, name: &PictureName) -> impl Future<Output = Result<(), DomainError>> + Send;
}
