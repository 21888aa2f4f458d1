//! `cargo xtask down`: stops a stack; with `--wipe` also deletes its data.

use std::fs;
use std::io::ErrorKind;

use anyhow::{Context as _, Result};

use crate::stack::Stack;
use crate::{demo_services, emulator, front, own_program};

/// The stack's data, but neither the Python environments nor the logs nor the test stack's folder.
const DATA: [&str; 5] = ["state", "home", "secrets.json", "stack.json", "outputs.json"];

/// Stops the stack, if it runs; with `wipe` also deletes its data.
pub fn down(stack: &Stack, wipe: bool) -> Result<()> {
    println!("{}", if stop(stack)? { "Stopped." } else { "Nothing was running." });
    if wipe {
        self::wipe(stack)?;
        println!("Deleted its data.");
    }
    Ok(())
}

/// Stops the stack; returns whether anything was running.
pub fn stop(stack: &Stack) -> Result<bool> {
    // The front first, so that no request reaches a half-stopped stack.
    let mut stopped = front::service(stack).stop(own_program::STOP_TIMEOUT)?;
    stopped |= emulator::service(stack).stop(emulator::STOP_TIMEOUT)?;
    // After the emulator, whose workflows call them.
    for demo in demo_services::all(stack) {
        stopped |= demo.service(stack).stop(own_program::STOP_TIMEOUT)?;
    }
    Ok(stopped)
}

/// Deletes the data of a stopped stack.
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
