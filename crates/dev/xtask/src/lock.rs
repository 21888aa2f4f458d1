//! File locks, so that concurrent commands in one checkout do not install over each other.

use std::fs::File;
use std::path::Path;

use anyhow::{Context as _, Result};

/// Locks this file until the value is dropped; waits while another process has the lock.
pub fn acquire(path: &Path) -> Result<File> {
    let locked = File::create(path).and_then(|file| file.lock().map(|()| file));
    locked.with_context(|| format!("can't lock {}", path.display()))
}
