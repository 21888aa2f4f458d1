//! Calling cargo from here: the same one that runs this program.

use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result, bail};

/// A call of cargo in the repository.
pub fn command(root: &Path) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root);
    command
}

/// Runs it in full view; what it printed tells what is wrong.
pub fn run(command: &mut Command) -> Result<()> {
    let status = command.status().context("can't run cargo")?;
    if !status.success() {
        bail!("correct what cargo says above");
    }
    Ok(())
}
