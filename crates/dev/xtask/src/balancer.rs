//! The load balancer of infra/load-balancer.yaml, in front of a stack that runs, as far as the emulator has one.

use anyhow::{Context as _, Result};

use crate::stack::Stack;
use crate::{emulator, process};

/// Deploys it, or updates what is deployed; gives the address at which it takes requests.
pub fn deploy(stack: &Stack) -> Result<String> {
    let mut script = emulator::script_of_running(stack, "balancer.py")?;
    script.arg(stack.name).arg(stack.front_port.to_string());
    let address = process::capture(&mut script, "").context("can't deploy infra/load-balancer.yaml")?;
    Ok(address.trim().to_owned())
}

/// Deploys it and tells its address.
pub fn print(stack: &Stack) -> Result<()> {
    println!("The load balancer takes requests at {}", deploy(stack)?);
    Ok(())
}
