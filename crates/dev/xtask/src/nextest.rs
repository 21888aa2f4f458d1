//! Runs tests with cargo-nextest. Its profiles are in `.config/nextest.toml`.

use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result, ensure};

use crate::process;
use crate::tools::Tool;

const NEXTEST: Tool = Tool { name: "cargo-nextest", version: "0.9.143" };

/// `cargo nextest run` for the whole workspace, so that all calls share their artifacts. An installed cargo-nextest is
/// used whatever its version: `.config/nextest.toml` requires a minimum.
pub fn command(root: &Path, profile: &str) -> Result<Command> {
    let installed = process::capture(Command::new("cargo-nextest").args(["nextest", "--version"]), "").is_ok();
    let program = if installed { NEXTEST.name.into() } else { NEXTEST.install(root)? };
    let mut command = Command::new(program);
    command.current_dir(root).args(["nextest", "run", "--workspace", "--profile", profile]);
    Ok(command)
}

/// Runs it with its output in the terminal.
pub fn run(command: &mut Command) -> Result<()> {
    let status = command.status().context("can't run cargo-nextest")?;
    ensure!(status.success(), "tests failed or did not compile: fix the errors above");
    Ok(())
}
