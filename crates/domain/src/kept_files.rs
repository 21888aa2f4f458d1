//! What erasing files came to, and the files that it could not delete.

/// How many files that are kept are named; the others are only counted.
const MAX_NAMED: usize = 20;

/// What one run of erasing files came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ErasedFiles {
    /// How many versions were deleted.
    pub count: u64,
    /// Whether another run may delete more.
    pub has_more: bool,
    /// The versions that cannot be deleted.
    pub kept: KeptFiles,
}

/// Versions of files that cannot be deleted, such as those under an object lock.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeptFiles {
    /// How many there are.
    pub count: u64,
    /// The first of them.
    pub named: Vec<KeptFile>,
}

/// A version of a file that cannot be deleted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptFile {
    /// The key of the object, percent-encoded: every character of a key can be shown that way in a mail and a terminal.
    pub key: String,
    /// Which version of it.
    pub version: String,
    /// Why, in the store's own word (`AccessDenied`).
    pub reason: String,
}

impl KeptFiles {
    /// Adds one.
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

    /// How many there are that are counted and not named.
    #[must_use]
    pub fn unnamed(&self) -> u64 {
        self.count.saturating_sub(self.named.len() as u64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_very_many_the_first_are_named_and_all_counted() {
        let mut kept = KeptFiles::default();
        for number in 0..50 {
            kept.add(KeptFile { key: number.to_string(), version: "v".to_owned(), reason: "AccessDenied".to_owned() });
        }
        assert_eq!((kept.count, kept.named.len(), kept.unnamed()), (50, MAX_NAMED, 30));
        assert_eq!(kept.named[0].key, "0");
    }
}
