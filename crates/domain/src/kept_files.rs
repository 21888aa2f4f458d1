//! The result of erasing files, and the files that could not be deleted.

/// The others are only counted.
const MAX_NAMED: usize = 20;

/// The result of one batch of erasing files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ErasedFiles {
    /// How many versions were deleted.
    pub count: u64,
    /// Whether another batch may delete more.
    pub has_more: bool,
    /// The versions that cannot be deleted.
    pub kept: KeptFiles,
}

/// Versions of files that cannot be deleted, such as those under Object Lock.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeptFiles {
    /// How many there are.
    pub count: u64,
    /// The first of them, by name.
    pub named: Vec<KeptFile>,
}

/// A version of a file that cannot be deleted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptFile {
    /// The key of the object, percent-encoded so that a mail or a terminal can show every character.
    pub key: String,
    /// The version id.
    pub version: String,
    /// The error code of S3 (`AccessDenied`).
    pub reason: String,
}

impl KeptFiles {
    /// Adds a file.
    pub fn add(&mut self, file: KeptFile) {
        self.count += 1;
        if self.named.len() < MAX_NAMED {
            self.named.push(file);
        }
    }

    /// Whether everything could be deleted.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// How many are counted but not named.
    #[must_use]
    pub fn unnamed(&self) -> u64 {
        self.count.saturating_sub(self.named.len() as u64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn first_are_named_and_all_are_counted() {
        let mut kept = KeptFiles::default();
        for number in 0..50 {
            kept.add(KeptFile { key: number.to_string(), version: "v".to_owned(), reason: "AccessDenied".to_owned() });
        }
        assert_eq!((kept.count, kept.named.len(), kept.unnamed()), (50, MAX_NAMED, 30));
        assert_eq!(kept.named[0].key, "0");
    }
}
