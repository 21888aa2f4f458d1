//! Locks between commands in one checkout: two at once must not install over each other.

use std::fs::File;
use std::path::Path;

use anyhow::{Context as _, Result};

/// Waits until nobody else has locked this file, and locks it until the value is dropped.
pub fn acquire(path: &Path) -> Result<File> {
    let locked = File::create(path).and_then(|file| file.lock().map(|()| file));
    locked.with_context(|| format!("can't lock {}", path.display()))
}
