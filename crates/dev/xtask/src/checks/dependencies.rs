//! Third-party crates: cargo-deny, with deny.toml.

use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result};

use crate::cargo;
use crate::process;
use crate::tools::Tool;

/// Checks dependencies against deny.toml.
pub const CARGO_DENY: Tool = Tool { name: "cargo-deny", version: "0.20.2" };

/// Checks licenses, bans and sources; known vulnerabilities only if their database can be downloaded.
pub fn check(root: &Path, cargo_deny: &Path) -> Result<()> {
    let deny = || {
        let mut command = Command::new(cargo_deny);
        command.current_dir(root);
        command
    };
    let options = ["--log-level", "error", "check", "--hide-inclusion-graph"];
    cargo::run(deny().args(options).args(["bans", "licenses", "sources"]))
        .context("deny.toml does not allow a dependency: replace it, or allow it in deny.toml with a reason")?;
    if process::capture(deny().args(["fetch", "db"]), "").is_err() {
        println!("  can't download the database of known vulnerabilities: they are not checked");
        return Ok(());
    }
    let advisories = ["--log-level", "error", "check", "--disable-fetch", "advisories"];
    cargo::run(deny().args(advisories))
        .context("a dependency has a known vulnerability or was yanked: update it with `cargo update`")
}
