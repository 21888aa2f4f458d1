//! Programs of other people that cargo installs: pinned, into .local/tools, once.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result};

use crate::step::quiet;
use crate::{cargo, process};

/// A program, and the version that was tried.
pub struct Tool {
    /// The crate, and the program in it.
    pub name: &'static str,
    /// To move it: edit this.
    pub version: &'static str,
}

impl Tool {
    /// Where it is; installed now if it is not there yet.
    pub fn install(&self, root: &Path) -> Result<PathBuf> {
        let Self { name, version } = self;
        let tools = root.join(".local/tools");
        let program = tools.join("bin").join(name);
        let installed = process::capture(Command::new(&program).arg("--version"), "");
        if installed.is_ok_and(|installed| installed.trim() == format!("{name} {version}")) {
            return Ok(program);
        }
        // Not optimized: that would take longer than all that it will ever do here.
        let arguments = ["install", name, "--locked", "--debug", "--quiet", "--version", version, "--root"];
        let mut install = cargo::command(root);
        install.args(arguments).arg(&tools).env("CARGO_PROFILE_DEV_DEBUG", "0");
        quiet(&format!("installing {name} {version}, once"), || cargo::run(&mut install))
            .with_context(|| format!("can't install {name}"))?;
        Ok(program)
    }
}
