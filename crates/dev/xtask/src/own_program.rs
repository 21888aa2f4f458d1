//! Usher's own programs that run in the background: the local front and the demo services. Each gets its address with
//! `--listen`, keeps nothing that matters, and runs from a copy.

use std::fs;
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context as _, Result};

use crate::fingerprint::Fingerprint;
use crate::process;
use crate::service::Service;
use crate::stack::Stack;

const START_TIMEOUT: Duration = Duration::from_secs(10);
/// They keep nothing that would need time.
pub const STOP_TIMEOUT: Duration = Duration::from_secs(2);

/// A program that was built, and what it is started with besides its address.
pub struct OwnProgram<'a> {
    /// Where the build left it.
    pub built: &'a Path,
    /// What its copy is called.
    pub name: &'static str,
    /// Its command line.
    pub arguments: Vec<String>,
    /// What nobody else on this machine should read, in its environment.
    pub secrets: Vec<(&'static str, String)>,
}

impl OwnProgram<'_> {
    /// Starts it as this service unless that runs as it should: the same program, the same arguments and secrets.
    pub fn ensure(&self, stack: &Stack, service: &Service) -> Result<()> {
        let copy = self.copy(stack)?;
        let listen = SocketAddr::from((Ipv4Addr::LOCALHOST, service.port));
        let command = self.command(stack, &copy, listen);
        let arguments: Vec<_> = command.get_args().collect();
        let fingerprint = Fingerprint::default().path(&copy)?.value(&arguments).value(&self.secrets).text();
        if service.running().is_some_and(|running| running.fingerprint == fingerprint) {
            return Ok(());
        }
        service.stop(STOP_TIMEOUT)?;
        service.start(&command, fingerprint)?;
        service.wait_until(|| TcpStream::connect(listen).is_ok(), START_TIMEOUT)
    }

    fn command(&self, stack: &Stack, copy: &Path, listen: SocketAddr) -> Command {
        let mut command = process::isolated(copy, &stack.file("home"));
        command.args(["--listen", &listen.to_string()]).args(&self.arguments);
        command.envs(self.secrets.iter().map(|(name, secret)| (name, secret)));
        command
    }

    /// A program that runs cannot be written over, so it runs from a copy and the next build finds the way clear.
    fn copy(&self, stack: &Stack) -> Result<PathBuf> {
        let copy = stack.file(self.name);
        let staged = stack.file(&format!("{}.new", self.name));
        fs::copy(self.built, &staged).with_context(|| format!("can't copy {}", stack.shown(self.built)))?;
        fs::rename(&staged, &copy).with_context(|| format!("can't replace {}", stack.shown(&copy)))?;
        Ok(copy)
    }
}
