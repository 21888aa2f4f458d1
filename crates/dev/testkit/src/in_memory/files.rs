//! A user's files in memory: those that other systems store, and the pictures in the user's folder.

use std::collections::HashSet;
use std::sync::{Arc, Mutex};

use usher_domain::ports::EraseFiles;
use usher_domain::{DomainError, ErasedFiles, FilesFolder, KeptFile, KeptFiles, UserId};

use crate::behavior::{Belongings, Lockable};
use crate::in_memory::Pictures;

/// A bucket of files with versioning. Clones share it.
#[derive(Clone, Debug, Default)]
pub struct Files {
    versions: Arc<Mutex<Vec<(UserId, String)>>>,
    pictures: Pictures,
    locked: Arc<Mutex<HashSet<String>>>,
}

impl Files {
    /// A bucket that also has these pictures.
    #[must_use]
    pub fn beside(pictures: &Pictures) -> Self {
        Self { pictures: pictures.clone(), ..Self::default() }
    }

    /// This bucket, with one more version of a user's file.
    #[must_use]
    pub fn with(self, user: &UserId, name: &str) -> Self {
        self.versions.lock().unwrap().push((user.clone(), name.to_owned()));
        self
    }
}

impl Belongings for Files {
    async fn put(&self, user: &UserId, name: &str) {
        let _ = self.clone().with(user, name);
    }

    async fn count(&self, user: &UserId) -> usize {
        self.versions.lock().unwrap().iter().filter(|(owner, _)| owner == user).count()
    }
}

/// A lock applies to a file name, whichever user it belongs to.
impl Lockable for Files {
    async fn lock(&self, _: &UserId, name: &str) {
        self.locked.lock().unwrap().insert(name.to_owned());
    }

    async fn unlock(&self, _: &UserId, name: &str) {
        self.locked.lock().unwrap().remove(name);
    }
}

impl EraseFiles for Files {
    async fn erase_files(
        &self,
        user: &UserId,
        folder: Option<&FilesFolder>,
        enough: u64,
    ) -> Result<ErasedFiles, DomainError> {
        let (mut count, mut kept) = (0, KeptFiles::default());
        let mut is_left = |is_theirs: bool| {
            let is_erased = is_theirs && count < enough;
            count += u64::from(is_erased);
            !is_erased
        };
        self.pictures.retain(|name| is_left(folder == Some(name.folder())));
        let locked = self.locked.lock().unwrap();
        self.versions.lock().unwrap().retain(|(owner, name)| {
            let is_locked = owner == user && locked.contains(name);
            if is_locked {
                let (version, reason) = ("a version".to_owned(), "AccessDenied".to_owned());
                kept.add(KeptFile { key: format!("users/{}/{name}", user.as_str()), version, reason });
            }
            is_locked || is_left(owner == user)
        });
        Ok(ErasedFiles { count, has_more: count >= enough, kept })
    }
}
