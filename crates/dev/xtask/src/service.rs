//! Background processes: the emulator, the local front and the demo services.
//!
//! Each has a pid file, written right after the start, so that a later command finds the process even if this one is
//! interrupted. The file also has the start time of the process, since pids are reused.

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

const POLL_INTERVAL: Duration = Duration::from_millis(50);

/// A background process of a stack, running or not.
pub struct Service {
    /// Its name in messages.
    pub name: &'static str,
    /// The port that it listens on.
    pub port: u16,
    /// The command-line option that changes the port.
    pub port_option: &'static str,
    pid_file: PathBuf,
    /// The log file of its output.
    pub log: PathBuf,
}

/// The content of the pid file.
#[derive(Serialize, Deserialize)]
pub struct Running {
    pid: u32,
    started: String,
    port: u16,
    /// The fingerprint of what it was started with.
    pub fingerprint: String,
}

impl Service {
    /// A process with the files `<file>.pid` and `<file>.log`.
    pub fn new(stack: &Stack, name: &'static str, file: &str, port: u16, port_option: &'static str) -> Self {
        let (pid_file, log) = (stack.file(&format!("{file}.pid")), stack.file(&format!("{file}.log")));
        Self { name, port, port_option, pid_file, log }
    }

    /// The running process, if it runs.
    pub fn running(&self) -> Option<Running> {
        let running: Running = serde_json::from_slice(&fs::read(&self.pid_file).ok()?).ok()?;
        (start_of(running.pid)? == running.started).then_some(running)
    }

    /// Fails if another program uses the port.
    pub fn check_port(&self) -> Result<()> {
        if self.running().is_some_and(|running| running.port == self.port) {
            return Ok(());
        }
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, self.port));
        if TcpStream::connect(address).is_ok() || TcpListener::bind(address).is_err() {
            bail!(
                "port {}, which {} needs, is in use by another program: stop it or choose another port with {}",
                self.port,
                self.name,
                self.port_option
            );
        }
        Ok(())
    }

    /// Starts the process in its own process group, so that Ctrl-C in this terminal does not reach it.
    pub fn start(&self, command: &Command, fingerprint: String) -> Result<()> {
        let log = File::create(&self.log).with_context(|| format!("can't write {}", self.log.display()))?;
        let errors = log.try_clone().with_context(|| format!("can't write {}", self.log.display()))?;
        let child = with_max_open_files(command)
            .process_group(0)
            .stdin(Stdio::null())
            .stdout(log)
            .stderr(errors)
            .spawn()
            .with_context(|| format!("can't start {}", self.name))?;
        let started = start_of(child.id())
            .with_context(|| format!("{} ended right after its start; see {}", self.name, self.log.display()))?;
        let running = Running { pid: child.id(), started, port: self.port, fingerprint };
        fs::write(&self.pid_file, serde_json::to_vec(&running)?).context("can't write a pid file")
    }

    /// Waits until it is ready. Fails if it ends or if the timeout expires.
    pub fn wait_until(&self, ready: impl Fn() -> bool, timeout: Duration) -> Result<()> {
        let start = Instant::now();
        while !ready() {
            if self.running().is_none() {
                bail!("{} ended right after its start; see {}", self.name, self.log.display());
            }
            if start.elapsed() > timeout {
                bail!("{} did not answer within {} s; see {}", self.name, timeout.as_secs(), self.log.display());
            }
            sleep(POLL_INTERVAL);
        }
        Ok(())
    }

    /// Stops it and its children; returns whether it was running. After the timeout it is killed.
    pub fn stop(&self, timeout: Duration) -> Result<bool> {
        let Some(running) = self.running() else {
            remove(&self.pid_file)?;
            return Ok(false);
        };
        // First only the process itself, which saves its state and stops its children; then the rest of its group.
        signal("TERM", &running.pid.to_string());
        let start = Instant::now();
        while self.running().is_some() && start.elapsed() < timeout {
            sleep(POLL_INTERVAL);
        }
        signal("KILL", &format!("-{}", running.pid));
        remove(&self.pid_file)?;
        Ok(true)
    }
}

/// Sends a signal; the process may have ended already. `kill` is built into the shell, so it needs no other package.
fn signal(name: &str, target: &str) {
    let _ = Command::new("sh")
        .args(["-c", r#"kill -s "$0" -- "$1""#, name, target])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
}

/// The same command with the open-files limit raised to its maximum: hundreds of concurrent calls need many sockets.
fn with_max_open_files(command: &Command) -> Command {
    let mut shell = Command::new("sh");
    shell.args(["-c", r#"ulimit -n "$(ulimit -H -n)" 2>/dev/null; exec "$0" "$@""#]);
    shell.arg(command.get_program()).args(command.get_args()).env_clear();
    shell.envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
    shell
}

/// The start time of a running process, in the format of the system; `None` if it does not run.
fn start_of(pid: u32) -> Option<String> {
    if let Ok(stat) = fs::read_to_string(format!("/proc/{pid}/stat")) {
        // After the name in parentheses: first the state, 19 fields later the start time. A zombie does not run.
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
