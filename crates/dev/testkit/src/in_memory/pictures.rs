//! Pictures in memory.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use usher_domain::ports::{DeletePicture, ReadPicture, StorePicture};
use usher_domain::{DomainError, PictureName};

/// A bucket of pictures. Clones share it.
#[derive(Clone, Debug, Default)]
pub struct Pictures {
    pictures: Arc<Mutex<HashMap<PictureName, Vec<u8>>>>,
}

impl Pictures {
    /// A bucket with these pictures.
    #[must_use]
    pub fn of(pictures: impl IntoIterator<Item = (PictureName, Vec<u8>)>) -> Self {
        Self { pictures: Arc::new(Mutex::new(pictures.into_iter().collect())) }
    }

    /// The names of all pictures.
    #[must_use]
    pub fn names(&self) -> Vec<PictureName> {
        self.pictures.lock().unwrap().keys().cloned().collect()
    }

    /// Deletes every picture that `is_kept` refuses.
    pub(super) fn retain(&self, mut is_kept: impl FnMut(&PictureName) -> bool) {
        self.pictures.lock().unwrap().retain(|name, _| is_kept(name));
    }
}

impl StorePicture for Pictures {
    async fn store(&self, name: &PictureName, bytes: Vec<u8>) -> Result<(), DomainError> {
        self.pictures.lock().unwrap().insert(name.clone(), bytes);
        Ok(())
    }
}

impl ReadPicture for Pictures {
    async fn read(&self, name: &PictureName) -> Result<Option<Vec<u8>>, DomainError> {
        Ok(self.pictures.lock().unwrap().get(name).cloned())
    }

    async fn exists(&self, name: &PictureName) -> Result<bool, DomainError> {
        Ok(self.pictures.lock().unwrap().contains_key(name))
    }
}

impl DeletePicture for Pictures {
    async fn delete(&self, name: &PictureName) -> Result<(), DomainError> {
        self.pictures.lock().unwrap().remove(name);
        Ok(())
    }
}
