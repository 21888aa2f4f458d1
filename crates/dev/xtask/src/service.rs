//! Programs that stay running in the background: the emulator, the local front and the demo services.
//!
//! Each has a pid file, written at once after the start, so that whatever happens to this run a later one finds the
//! program. The file also says when the process started: a pid alone may by then belong to somebody else's program.

use std::fs::{self, File};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::os::unix::process::CommandExt as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use serde::{Deserialize, Serialize};

use crate::stack::Stack;

const POLL: Duration = Duration::from_millis(50);

/// A program of a stack that runs in the background.
pub struct Service {
    /// As a person would call it.
    pub name: &'static str,
    /// The port that it listens on.
    pub port: u16,
    /// The option that moves it to another port.
    pub port_option: &'static str,
    pid_file: PathBuf,
    /// What it printed.
    pub log: PathBuf,
}

/// What the pid file says.
#[derive(Serialize, Deserialize)]
pub struct Running {
    pid: u32,
    started: String,
    port: u16,
    /// Of what it was started with.
    pub fingerprint: String,
}

impl Service {
    /// A program with the files `<file>.pid` and `<file>.log`.
    pub fn new(stack: &Stack, name: &'static str, file: &str, port: u16, port_option: &'static str) -> Self {
        let (pid_file, log) = (stack.file(&format!("{file}.pid")), stack.file(&format!("{file}.log")));
        Self { name, port, port_option, pid_file, log }
    }

    /// The running program, if it runs.
    pub fn running(&self) -> Option<Running> {
        let running: Running = serde_json::from_slice(&fs::read(&self.pid_file).ok()?).ok()?;
        (start_of(running.pid)? == running.started).then_some(running)
    }

    /// Fails when a foreign program has the port.
    pub fn check_port(&self) -> Result<()> {
        if self.running().is_some_and(|running| running.port == self.port) {
            return Ok(());
        }
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, self.port));
        if TcpStream::connect(address).is_ok() || TcpListener::bind(address).is_err() {
            bail!(
                "port {}, which {} needs, is taken by another program: stop that one or choose another port with {}",
                self.port,
                self.name,
                self.port_option
            );
        }
        Ok(())
    }

    /// Starts the program in a process group of its own, out of reach of a Ctrl-C in this terminal.
    pub fn start(&self, command: &Command, fingerprint: String) -> Result<()> {
        let log = File::create(&self.log).with_context(|| format!("can't write {}", self.log.display()))?;
        let errors = log.try_clone().with_context(|| format!("can't write {}", self.log.display()))?;
        let child = with_many_files(command)
            .process_group(0)
            .stdin(Stdio::null())
            .stdout(log)
            .stderr(errors)
            .spawn()
            .with_context(|| format!("can't start {}", self.name))?;
        let started = start_of(child.id()).with_context(|| format!("{} ended at once", self.name))?;
        let running = Running { pid: child.id(), started, port: self.port, fingerprint };
        fs::write(&self.pid_file, serde_json::to_vec(&running)?).context("can't write a pid file")
    }

    /// Waits until it answers.
    pub fn wait_until(&self, ready: impl Fn() -> bool, patience: Duration) -> Result<()> {
        let start = Instant::now();
        while !ready() {
            if self.running().is_none() {
                bail!("{} ended right after its start; {} says why", self.name, self.log.display());
            }
            if start.elapsed() > patience {
                bail!("{} did not answer within {} s; see {}", self.name, patience.as_secs(), self.log.display());
            }
            sleep(POLL);
        }
        Ok(())
    }

    /// Stops it and whatever it started; tells whether there was something to stop.
    pub fn stop(&self, patience: Duration) -> Result<bool> {
        let Some(running) = self.running() else {
            remove(&self.pid_file)?;
            return Ok(false);
        };
        // First only the program itself, which then saves its state and stops its children; then what is left.
        signal("TERM", &running.pid.to_string());
        let start = Instant::now();
        while self.running().is_some() && start.elapsed() < patience {
            sleep(POLL);
        }
        signal("KILL", &format!("-{}", running.pid));
        remove(&self.pid_file)?;
        Ok(true)
    }
}

/// Sends a signal; that nobody is left to get it is fine. The shell's own `kill` is there even where no other is.
fn signal(name: &str, target: &str) {
    let _ = Command::new("sh")
        .args(["-c", r#"kill -s "$0" -- "$1""#, name, target])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
}

/// The same command with as many open files as the system grants: hundreds of calls at once need that many sockets.
fn with_many_files(command: &Command) -> Command {
    let mut shell = Command::new("sh");
    shell.args(["-c", r#"ulimit -n "$(ulimit -H -n)" 2>/dev/null; exec "$0" "$@""#]);
    shell.arg(command.get_program()).args(command.get_args()).env_clear();
    shell.envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
    shell
}

/// When a living process started, in whatever form the system tells it.
fn start_of(pid: u32) -> Option<String> {
    if let Ok(stat) = fs::read_to_string(format!("/proc/{pid}/stat")) {
        // After the name in brackets: the state comes first, the start 19 fields later. A zombie is not alive.
        let mut fields = stat.rsplit_once(')')?.1.split_whitespace();
        let state = fields.next()?;
        return (state != "Z").then(|| fields.nth(18).map(String::from))?;
    }
    let output = Command::new("ps").args(["-o", "state=,lstart=", "-p", &pid.to_string()]).output().ok()?;
    let line = String::from_utf8(output.stdout).ok()?;
    let line = line.trim();
    (!line.is_empty() && !line.starts_with('Z')).then(|| line.split_whitespace().skip(1).collect::<Vec<_>>().join(" "))
}

fn remove(file: &PathBuf) -> Result<()> {
    match fs::remove_file(file) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("can't remove {}", file.display()))
        }
        _ => Ok(()),
    }
}
