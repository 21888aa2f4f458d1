//! What comes from outside: cargo-deny with deny.toml.

use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result};

use crate::cargo;
use crate::process;
use crate::tools::Tool;

/// Checks what deny.toml allows.
pub const CARGO_DENY: Tool = Tool { name: "cargo-deny", version: "0.20.2" };

/// Licences, bans and sources always; known vulnerabilities where their database can be reached.
pub fn check(root: &Path, cargo_deny: &Path) -> Result<()> {
    let deny = || {
        let mut command = Command::new(cargo_deny);
        command.current_dir(root);
        command
    };
    let summed_up = ["--log-level", "error", "check", "--hide-inclusion-graph"];
    cargo::run(deny().args(summed_up).args(["bans", "licenses", "sources"]))
        .context("deny.toml refuses a dependency")?;
    if process::capture(deny().args(["fetch", "db"]), "").is_err() {
        println!("  the database of known vulnerabilities can't be reached from here: not checked");
        return Ok(());
    }
    let advisories = ["--log-level", "error", "check", "--disable-fetch", "advisories"];
    cargo::run(deny().args(advisories)).context("a dependency has a known vulnerability")
}
