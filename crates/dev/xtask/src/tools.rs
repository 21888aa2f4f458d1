//! Third-party tools that `cargo install` builds once, pinned, in .local/tools.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result};

use crate::step::quiet;
use crate::{cargo, process};

/// A pinned tool.
pub struct Tool {
    /// The name of the crate and of its program.
    pub name: &'static str,
    /// The version. To upgrade the tool, edit this.
    pub version: &'static str,
}

impl Tool {
    /// The path of the program; installs it first if necessary.
    pub fn install(&self, root: &Path) -> Result<PathBuf> {
        let Self { name, version } = self;
        let tools = root.join(".local/tools");
        let program = tools.join("bin").join(name);
        let installed = process::capture(Command::new(&program).arg("--version"), "");
        if installed.is_ok_and(|installed| installed.trim() == format!("{name} {version}")) {
            return Ok(program);
        }
        // Not optimized: that would take longer to compile than it ever saves.
        let arguments = ["install", name, "--locked", "--debug", "--quiet", "--version", version, "--root"];
        let mut install = cargo::command(root);
        install.args(arguments).arg(&tools).env("CARGO_PROFILE_DEV_DEBUG", "0");
        quiet(&format!("installing {name} {version}, once"), || cargo::run(&mut install))
            .with_context(|| format!("can't install {name}"))?;
        Ok(program)
    }
}
