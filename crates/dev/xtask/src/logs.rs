//! `cargo xtask logs`: the functions' logs, from the emulator's `CloudWatch` Logs.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, bail};

use crate::stack::Stack;
use crate::{emulator, process};

/// Prints the logs of all functions or of one; with `follow`, keeps running and prints new lines.
pub fn logs(stack: &Stack, function: Option<&str>, follow: bool) -> Result<()> {
    let mut command = reader(stack)?;
    if let Some(function) = function {
        command.args(["--function", function]);
    }
    if follow {
        command.arg("--follow");
    }
    let reader = command.stderr(Stdio::piped()).spawn().context("can't run infra/local/logs.py")?;
    let output = reader.wait_with_output().context("can't run infra/local/logs.py")?;
    if !output.status.success() {
        bail!("{}", process::last_line(&String::from_utf8_lossy(&output.stderr)));
    }
    Ok(())
}

/// Writes the logs of all functions to a file.
pub fn save(stack: &Stack, file: &Path) -> Result<()> {
    let lines = process::capture(&mut reader(stack)?, "")?;
    fs::write(file, lines).with_context(|| format!("can't write {}", stack.shown(file)))
}

fn reader(stack: &Stack) -> Result<Command> {
    let mut command = emulator::script_of_running(stack, "logs.py")?;
    command.arg(stack.name);
    Ok(command)
}
