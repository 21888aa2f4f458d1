//! Pictures.

use crate::PictureName;
use crate::error::DomainError;

/// Stores pictures.
pub trait StorePicture: Send + Sync {
    /// Stores the bytes under a new name.
    fn store(&self, name: &PictureName, bytes: Vec<u8>) -> impl Future<Output = Result<(), DomainError>> + Send;
}

/// Reads pictures.
pub trait ReadPicture: Send + Sync {
    /// The bytes of the picture, if it exists.
    fn read(&self, name: &PictureName) -> impl Future<Output = Result<Option<Vec<u8>>, DomainError>> + Send;

    /// Whether the picture exists.
    fn exists(&self, name: &PictureName) -> impl Future<Output = Result<bool, DomainError>> + Send;
}

/// Deletes pictures.
pub trait DeletePicture: Send + Sync {
    /// Deletes every version of the picture. MUST succeed if there is none.
    fn delete(&self, name: &PictureName) -> impl Future<Output = Result<(), DomainError>> + Send;
}
