//! `cargo xtask environment`: a function's environment variables, to run it outside the stack.

use anyhow::{Context as _, Result};

use crate::stack::Stack;
use crate::{emulator, process};

/// Prints the environment of a deployed function, one `NAME=value` a line.
pub fn print(stack: &Stack, function: &str) -> Result<()> {
    let mut script = emulator::script_of_running(stack, "environment.py")?;
    let lines = process::capture(script.arg(function), "").context("can't read the function's environment")?;
    print!("{lines}");
    Ok(())
}
