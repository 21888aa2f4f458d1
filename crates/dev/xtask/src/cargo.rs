//! Calls cargo: the same one that runs this program.

use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result, bail};

/// A cargo command in the repository.
pub fn command(root: &Path) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root);
    command
}

/// Runs it with its output in the terminal.
pub fn run(command: &mut Command) -> Result<()> {
    let status = command.status().context("can't run cargo")?;
    if !status.success() {
        bail!("cargo failed: fix the errors above");
    }
    Ok(())
}
