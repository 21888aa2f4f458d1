//! Stacks that start empty, for tests and measurements that must know all of the stack's content.

use std::net::{Ipv4Addr, TcpListener};

use anyhow::{Context as _, Result};

use crate::stack::Stack;
use crate::up::Functions;
use crate::{down, up};

/// Starts the stack empty, runs `work` on it, and stops it. Ports that are in use are replaced by free ones.
pub fn on_fresh<T>(stack: &mut Stack, functions: Functions, work: impl FnOnce(&Stack) -> Result<T>) -> Result<T> {
    bring_up(stack, functions)?;
    let result = work(stack);
    let stopped = down::stop(stack);
    result.and_then(|done| stopped.map(|_| done))
}

/// Starts the stack empty. Ports that are in use are replaced by free ones.
pub fn bring_up(stack: &mut Stack, functions: Functions) -> Result<()> {
    // An interrupted run may have left processes and data.
    down::stop(stack)?;
    down::wipe(stack)?;
    stack.front_port = free_port(stack.front_port)?;
    stack.emulator_port = free_port(stack.emulator_port)?;
    for port in &mut stack.demo_ports {
        *port = free_port(*port)?;
    }
    up::bring_up(stack, functions).map(drop)
}

/// The preferred port, or another free one if it is in use: two checkouts may run tests at the same time.
pub fn free_port(preferred: u16) -> Result<u16> {
    let listener =
        TcpListener::bind((Ipv4Addr::LOCALHOST, preferred)).or_else(|_| TcpListener::bind((Ipv4Addr::LOCALHOST, 0)));
    let address = listener.and_then(|listener| listener.local_addr()).context("there is no free port")?;
    Ok(address.port())
}

#[cfg(test)]
mod tests {
    use std::net::{Ipv4Addr, TcpListener};

    use super::free_port;

    #[test]
    fn port_in_use_is_replaced() {
        let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = taken.local_addr().unwrap().port();
        assert_ne!(free_port(port).unwrap(), port);
        drop(taken);
        assert_eq!(free_port(port).unwrap(), port);
    }
}
