//! Fingerprints: one number over files and settings that changes when any of them does.
//!
//! They only tell whether something has to be done again, so the standard library's hash is enough: were it to change
//! with a new Rust version, everything would be done once more.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher as _};
use std::path::Path;

use anyhow::{Context as _, Result};

/// A fingerprint in the making.
#[derive(Default)]
pub struct Fingerprint(DefaultHasher);

impl Fingerprint {
    /// Takes in a setting.
    pub fn value(mut self, value: &(impl Hash + ?Sized)) -> Self {
        value.hash(&mut self.0);
        self
    }

    /// Takes in a file's content, or that there is no such file, or a folder's files with their names.
    pub fn path(mut self, path: &Path) -> Result<Self> {
        if path.is_dir() {
            let entries = fs::read_dir(path).and_then(Iterator::collect::<std::io::Result<Vec<_>>>);
            let mut entries: Vec<_> = entries
                .with_context(|| format!("can't list {}", path.display()))?
                .into_iter()
                // What Python leaves beside the scripts is no input.
                .filter(|entry| entry.file_name() != "__pycache__")
                .map(|entry| entry.path())
                // Nor is an empty folder, which git does not keep.
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

    /// The number, as text.
    pub fn text(self) -> String {
        format!("{:016x}", self.0.finish())
    }
}

#[cfg(test)]
mod tests {
    use super::Fingerprint;

    #[test]
    fn every_input_counts() {
        let of = |a: &str, b: &str| Fingerprint::default().value(a).value(b).text();
        assert_eq!(of("a", "b"), of("a", "b"));
        assert_ne!(of("a", "b"), of("b", "a"));
        assert_ne!(of("ab", ""), of("a", "b"));
    }
}
