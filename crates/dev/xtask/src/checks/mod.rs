//! The checks of `cargo xtask lint`: each is a pure function from what it reads to its findings, with tests that show
//! it failing; what reads the files and runs the tools stands beside it.

pub mod dependencies;
pub mod description;
pub mod domain_source;
pub mod events;
pub mod flow;
pub mod functions;
pub mod identities;
pub mod methods;
pub mod names;
pub mod policies;
pub mod retries;
pub mod rooms;
pub mod rust_source;
pub mod state_machines;
pub mod tasks;
pub mod template;
pub mod template_tools;
pub mod walls;
pub mod workspace;

use anyhow::{Result, bail};

/// What is wrong, one sentence each. Empty is good.
pub type Findings = Vec<String>;

/// Prints what is wrong and fails, or does nothing.
pub fn conclude(findings: &Findings) -> Result<()> {
    for finding in findings {
        println!("  ✗ {finding}");
    }
    match findings.len() {
        0 => Ok(()),
        1 => bail!("correct what is listed above"),
        count => bail!("correct the {count} things that are listed above"),
    }
}
