//! Running tests: cargo-nextest, which `.config/nextest.toml` tells which of them run how.

use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result, ensure};

use crate::process;
use crate::tools::Tool;

const NEXTEST: Tool = Tool { name: "cargo-nextest", version: "0.9.143" };

/// A call of `cargo nextest run` with the whole workspace, so that all calls share what they compile. One that is installed
/// is used, whatever its version: the configuration says which is too old.
pub fn command(root: &Path, profile: &str) -> Result<Command> {
    let installed = process::capture(Command::new("cargo-nextest").args(["nextest", "--version"]), "").is_ok();
    let program = if installed { NEXTEST.name.into() } else { NEXTEST.install(root)? };
    let mut command = Command::new(program);
    command.current_dir(root).args(["nextest", "run", "--workspace", "--profile", profile]);
    Ok(command)
}

/// Runs it in full view.
pub fn run(command: &mut Command) -> Result<()> {
    let status = command.status().context("can't run cargo-nextest")?;
    ensure!(status.success(), "correct what the tests or the compiler say above");
    Ok(())
}
