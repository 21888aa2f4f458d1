//! `cargo xtask down`: stops a stack; with `--wipe` also forgets all that it kept.

use std::fs;
use std::io::ErrorKind;

use anyhow::{Context as _, Result};

use crate::stack::Stack;
use crate::{demo_services, emulator, front, own_program};

/// All that belongs to the stack's data. Not: the Python environments, the logs, and the test stack's own folder.
const DATA: [&str; 5] = ["state", "home", "secrets.json", "stack.json", "outputs.json"];

/// Stops what runs, if anything runs.
pub fn down(stack: &Stack, wipe: bool) -> Result<()> {
    println!("{}", if stop(stack)? { "Stopped." } else { "Nothing was running." });
    if wipe {
        self::wipe(stack)?;
        println!("Its data is gone.");
    }
    Ok(())
}

/// Stops what runs; tells whether something did.
pub fn stop(stack: &Stack) -> Result<bool> {
    // The front first: nobody should be answered by half a stack.
    let mut stopped = front::service(stack).stop(own_program::STOP_TIMEOUT)?;
    stopped |= emulator::service(stack).stop(emulator::STOP_TIMEOUT)?;
    // After the emulator, whose workflows call them.
    for demo in demo_services::all(stack) {
        stopped |= demo.service(stack).stop(own_program::STOP_TIMEOUT)?;
    }
    Ok(stopped)
}

/// Removes the data of a stack that does not run.
pub fn wipe(stack: &Stack) -> Result<()> {
    for name in DATA {
        let path = stack.file(name);
        let removed = if path.is_dir() { fs::remove_dir_all(&path) } else { fs::remove_file(&path) };
        match removed {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                return Err(error).with_context(|| format!("can't remove {}", stack.shown(&path)));
            }
            _ => {}
        }
    }
    Ok(())
}
