//! Deploys infra/load-balancer.yaml in front of a running stack, as far as the emulator supports it (docs/local.md).

use anyhow::{Context as _, Result};

use crate::stack::Stack;
use crate::{emulator, process};

/// Deploys or updates the load balancer; returns its URL.
pub fn deploy(stack: &Stack) -> Result<String> {
    let mut script = emulator::script_of_running(stack, "load_balancer.py")?;
    script.arg(stack.name).arg(stack.front_port.to_string());
    let address = process::capture(&mut script, "").context("can't deploy infra/load-balancer.yaml")?;
    Ok(address.trim().to_owned())
}

/// Deploys or updates the load balancer and prints its URL.
pub fn print(stack: &Stack) -> Result<()> {
    println!("The load balancer listens at {}", deploy(stack)?);
    Ok(())
}
