//! The operator tool, as an operator runs it: the program that `up` built, with the stack's credentials and outputs in
//! its environment.

use std::process::Command;

use crate::stack::{Stack, program};

/// Runs the tool with these arguments and returns its standard output.
///
/// # Errors
/// The tool's standard error, if it fails.
pub fn operator(stack: &Stack, arguments: &[&str]) -> Result<String, String> {
    let mut tool = Command::new(program("operator"));
    tool.env_clear().envs(stack.environment()).env("USHER_OUTPUTS", stack.outputs_file()).args(arguments);
    let output = tool.output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    if output.status.success() { Ok(text(&output.stdout)) } else { Err(text(&output.stderr)) }
}
