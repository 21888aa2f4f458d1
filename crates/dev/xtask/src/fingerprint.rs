//! Fingerprints: a hash of files and settings that changes when any of them does.
//!
//! They only decide whether a step must be repeated, so the standard library's hash is enough. If a new Rust version
//! changes it, every step is repeated once.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher as _};
use std::path::Path;

use anyhow::{Context as _, Result};

/// Builds a fingerprint.
#[derive(Default)]
pub struct Fingerprint(DefaultHasher);

impl Fingerprint {
    /// Adds a setting.
    pub fn value(mut self, value: &(impl Hash + ?Sized)) -> Self {
        value.hash(&mut self.0);
        self
    }

    /// Adds a file's content, the files of a folder with their names, or the fact that the path does not exist.
    pub fn path(mut self, path: &Path) -> Result<Self> {
        if path.is_dir() {
            let entries = fs::read_dir(path).and_then(Iterator::collect::<std::io::Result<Vec<_>>>);
            let mut entries: Vec<_> = entries
                .with_context(|| format!("can't list {}", path.display()))?
                .into_iter()
                // Python's cache is not an input.
                .filter(|entry| entry.file_name() != "__pycache__")
                .map(|entry| entry.path())
                // Neither is an empty folder, which git does not track.
                .filter(|path| fs::read_dir(path).map_or(true, |mut entries| entries.next().is_some()))
                .collect();
            entries.sort();
            for entry in entries {
                entry.file_name().hash(&mut self.0);
                self = self.path(&entry)?;
            }
        } else if path.exists() {
            fs::read(path).with_context(|| format!("can't read {}", path.display()))?.hash(&mut self.0);
        } else {
            "absent".hash(&mut self.0);
        }
        Ok(self)
    }

    /// The hash, in hexadecimal.
    pub fn text(self) -> String {
        format!("{:016x}", self.0.finish())
    }
}

#[cfg(test)]
mod tests {
    use super::Fingerprint;

    #[test]
    fn each_value_and_its_position_counts() {
        let of = |a: &str, b: &str| Fingerprint::default().value(a).value(b).text();
        assert_eq!(of("a", "b"), of("a", "b"));
        assert_ne!(of("a", "b"), of("b", "a"));
        assert_ne!(of("ab", ""), of("a", "b"));
    }
}
