//! A person's files in memory: those that a team's own systems keep, and the pictures in the person's folder.

use std::collections::HashSet;
use std::sync::{Arc, Mutex};

use usher_domain::ports::EraseFiles;
use usher_domain::{DomainError, ErasedFiles, FilesFolder, KeptFile, KeptFiles, UserId};

use crate::behaviour::{Belongings, Lockable};
use crate::in_memory::Pictures;

/// A bucket of files, which keeps every version. Clones share it.
#[derive(Clone, Debug, Default)]
pub struct Files {
    versions: Arc<Mutex<Vec<(UserId, String)>>>,
    pictures: Pictures,
    locked: Arc<Mutex<HashSet<String>>>,
}

impl Files {
    /// The bucket in which these pictures are too.
    #[must_use]
    pub fn beside(pictures: &Pictures) -> Self {
        Self { pictures: pictures.clone(), ..Self::default() }
    }

    /// This bucket, with one version more of a person's file.
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

/// Here a lock is on a name, whose ever it is.
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
