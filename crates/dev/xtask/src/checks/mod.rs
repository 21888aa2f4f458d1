//! The checks of `cargo xtask lint`. Each is a pure function from parsed input to findings, with tests that make it
//! fail. Reading files and running tools is separate.

pub mod authentication;
pub mod boundaries;
pub mod dependencies;
pub mod description;
pub mod domain_source;
pub mod events;
pub mod flow;
pub mod functions;
pub mod layers;
pub mod methods;
pub mod name_lengths;
pub mod policies;
pub mod retries;
pub mod rust_source;
pub mod state_machines;
pub mod task_states;
pub mod template;
pub mod template_tools;
pub mod workspace;

use anyhow::{Result, bail};

/// What is wrong and what to do, one sentence each. Empty if the check passes.
pub type Findings = Vec<String>;

/// Prints the findings.
///
/// # Errors
/// If there are any.
pub fn conclude(findings: &Findings) -> Result<()> {
    for finding in findings {
        println!("  ✗ {finding}");
    }
    match findings.len() {
        0 => Ok(()),
        1 => bail!("fix what is listed above"),
        count => bail!("fix the {count} findings above"),
    }
}
