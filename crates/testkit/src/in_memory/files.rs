//! A person's files in memory: those that a team's own systems keep, and the pictures in the person's folder.

use std::sync::{Arc, Mutex};

use usher_domain::erasure::Erased;
use usher_domain::ports::EraseFiles;
use usher_domain::{DomainError, FilesFolder, UserId};

use crate::behaviour::Belongings;
use crate::in_memory::Pictures;

/// A bucket of files, which keeps every version. Clones share it.
#[derive(Clone, Debug, Default)]
pub struct Files {
    versions: Arc<Mutex<Vec<(UserId, String)>>>,
    pictures: Pictures,
}

impl Files {
    /// The bucket in which these pictures are too.
    #[must_use]
    pub fn beside(pictures: &Pictures) -> Self {
        Self { versions: Arc::default(), pictures: pictures.clone() }
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

impl EraseFiles for Files {
    async fn erase_files(
        &self,
        user: &UserId,
        folder: Option<&FilesFolder>,
        enough: u64,
    ) -> Result<Erased, DomainError> {
        let mut count = 0;
        let mut is_kept = |is_theirs: bool| {
            let is_erased = is_theirs && count < enough;
            count += u64::from(is_erased);
            !is_erased
        };
        self.versions.lock().unwrap().retain(|(owner, _)| is_kept(owner == user));
        self.pictures.retain(|name| is_kept(folder == Some(name.folder())));
        Ok(Erased { count, has_more: count >= enough })
    }
}
