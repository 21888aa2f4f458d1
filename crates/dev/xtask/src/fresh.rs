//! A stack that starts from nothing and ends with the work on it: for what has to know all that a stack holds.

use std::net::{Ipv4Addr, TcpListener};

use anyhow::{Context as _, Result};

use crate::stack::Stack;
use crate::{down, up};

use crate::up::Functions;

/// Brings the stack up without anything in it, does the work, and stops the stack. Ports that somebody has are replaced by
/// free ones.
pub fn on_fresh<T>(stack: &mut Stack, functions: Functions, work: impl FnOnce(&Stack) -> Result<T>) -> Result<T> {
    bring_up(stack, functions)?;
    let result = work(stack);
    let stopped = down::stop(stack);
    result.and_then(|done| stopped.map(|_| done))
}

/// The same without the end.
pub fn bring_up(stack: &mut Stack, functions: Functions) -> Result<()> {
    // What an interrupted run left would have its ports and its data.
    down::stop(stack)?;
    down::wipe(stack)?;
    stack.front_port = settle(stack.front_port)?;
    stack.emulator_port = settle(stack.emulator_port)?;
    for port in &mut stack.demo_ports {
        *port = settle(*port)?;
    }
    up::bring_up(stack, functions).map(drop)
}

/// This port, or a free one if somebody has it: two checkouts may be tested at once.
pub fn settle(port: u16) -> Result<u16> {
    let listener =
        TcpListener::bind((Ipv4Addr::LOCALHOST, port)).or_else(|_| TcpListener::bind((Ipv4Addr::LOCALHOST, 0)));
    let address = listener.and_then(|listener| listener.local_addr()).context("no free port to be had")?;
    Ok(address.port())
}

#[cfg(test)]
mod tests {
    use std::net::{Ipv4Addr, TcpListener};

    use super::settle;

    #[test]
    fn a_taken_port_is_replaced() {
        let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = taken.local_addr().unwrap().port();
        assert_ne!(settle(port).unwrap(), port);
        drop(taken);
        assert_eq!(settle(port).unwrap(), port);
    }
}
