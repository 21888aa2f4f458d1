//! Background programs that are part of this repository: the local front and the demo services. Each takes its address
//! as `--listen`, is stateless, and runs from a copy.

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
/// They have no state to save.
pub const STOP_TIMEOUT: Duration = Duration::from_secs(2);

/// A built program, and what it is started with besides its address.
pub struct OwnProgram<'a> {
    /// The path of the built program.
    pub built: &'a Path,
    /// The file name of its copy.
    pub name: &'static str,
    /// Its command-line arguments.
    pub arguments: Vec<String>,
    /// Environment variables with secrets: other users can read a command line, but not the environment.
    pub secrets: Vec<(&'static str, String)>,
}

impl OwnProgram<'_> {
    /// Starts it as this service, unless that runs already with the same program, arguments and secrets.
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

    /// A running program cannot be overwritten, so it runs from a copy, which does not block the next build.
    fn copy(&self, stack: &Stack) -> Result<PathBuf> {
        let copy = stack.file(self.name);
        let staged = stack.file(&format!("{}.new", self.name));
        fs::copy(self.built, &staged).with_context(|| format!("can't copy {}", stack.shown(self.built)))?;
        fs::rename(&staged, &copy).with_context(|| format!("can't replace {}", stack.shown(&copy)))?;
        Ok(copy)
    }
}
