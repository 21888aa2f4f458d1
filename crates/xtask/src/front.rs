//! The local front: the stack's public address, forwarding to the deployed stage.

use std::fs;
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context as _, Result};

use crate::deploy::Deployed;
use crate::fingerprint::Fingerprint;
use crate::process;
use crate::service::Service;
use crate::stack::Stack;

const START_PATIENCE: Duration = Duration::from_secs(10);
/// It keeps nothing that would need time.
pub const STOP_PATIENCE: Duration = Duration::from_secs(2);

/// The front of a stack.
pub fn service(stack: &Stack) -> Service {
    Service::new(stack, "the local front", "front", stack.front_port, "--port")
}

/// Starts the front unless it runs as it should: the same program, the same API.
pub fn ensure(stack: &Stack, program: &Path, deployed: &Deployed) -> Result<()> {
    let service = service(stack);
    let program = &own_copy(stack, program)?;
    let listen = SocketAddr::from((Ipv4Addr::LOCALHOST, stack.front_port));
    let mut command = process::isolated(program, &stack.file("home"));
    command.args(["--listen", &listen.to_string()]);
    command.args(["--upstream", &format!("127.0.0.1:{}", stack.emulator_port)]);
    command.args(["--api-id", &deployed.api_id, "--stage", &deployed.stage]);
    let fingerprint = Fingerprint::default().path(program)?.value(&command.get_args().collect::<Vec<_>>()).text();
    if service.running().is_some_and(|running| running.fingerprint == fingerprint) {
        return Ok(());
    }
    service.stop(STOP_PATIENCE)?;
    service.start(&command, fingerprint)?;
    service.wait_until(|| TcpStream::connect(listen).is_ok(), START_PATIENCE)
}

/// A program that runs cannot be written over, so the front runs from a copy and the next build finds the way clear.
fn own_copy(stack: &Stack, program: &Path) -> Result<PathBuf> {
    let copy = stack.file("local-front");
    let staged = stack.file("local-front.new");
    fs::copy(program, &staged).with_context(|| format!("can't copy {}", stack.shown(program)))?;
    fs::rename(&staged, &copy).with_context(|| format!("can't replace {}", stack.shown(&copy)))?;
    Ok(copy)
}
