//! Functions that run outside the stack and use its stores: cargo-lambda's emulator of the Runtime API, with the
//! programs that `up` deployed. `cargo lambda watch` could start them too, but would compile them again with other
//! features (docs/events.md).

use std::fs::{self, File};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::operator::python;
use crate::stack::{Stack, checkout, program};

/// The timeout of one call, in seconds. The slowest calls wait for a workflow.
const CALL_SECONDS: &str = "30";

const START_TIMEOUT: Duration = Duration::from_secs(30);

/// The emulator; it is stopped on drop.
#[derive(Debug)]
pub struct CargoLambda {
    address: SocketAddr,
    _process: Running,
}

/// A process; it is killed on drop.
#[derive(Debug)]
pub struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // The process may have ended already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl CargoLambda {
    /// Starts the emulator on a free port; its output goes to a file in this folder.
    #[must_use]
    pub fn watch(logs: &Path) -> Self {
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap().port();
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let mut watch = subcommand("watch", address);
        watch.args(["--only-lambda-apis", "--timeout", CALL_SECONDS]);
        let process = Running(start(&mut watch, &logs.join("cargo-lambda.log")));
        let deadline = Instant::now() + START_TIMEOUT;
        while TcpStream::connect(address).is_err() {
            assert!(Instant::now() < deadline, "cargo-lambda listens on {address}");
            std::thread::sleep(Duration::from_millis(20));
        }
        Self { address, _process: process }
    }

    /// Starts the program of a function with the environment of its deployment; its output goes to a file in this
    /// folder.
    #[must_use]
    pub fn run(&self, function: &str, stack: &Stack, logs: &Path) -> Running {
        let mut program = Command::new(program(function));
        program.env_clear().envs(environment(function, stack));
        program.env("AWS_LAMBDA_RUNTIME_API", format!("http://{}/.rt/{function}", self.address));
        Running(start(&mut program, &logs.join(format!("{function}.log"))))
    }

    /// Invokes a function with the event in a file, and returns its output.
    ///
    /// # Errors
    /// The standard error of `cargo lambda invoke`.
    pub fn invoke(&self, function: &str, event: &Path) -> Result<String, String> {
        let output = subcommand("invoke", self.address).arg(function).arg("--data-file").arg(event).output().unwrap();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        if output.status.success() { Ok(text(&output.stdout)) } else { Err(text(&output.stderr)) }
    }
}

/// The names of all functions.
#[must_use]
pub fn functions() -> Vec<String> {
    let rooms = ["crates/endpoints", "crates/tasks"].map(|room| fs::read_dir(checkout().join(room)).unwrap());
    rooms.into_iter().flatten().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

fn subcommand(name: &str, address: SocketAddr) -> Command {
    let mut command = Command::new(checkout().join(".local/python/build/bin/cargo-lambda"));
    command.current_dir(checkout()).args(["lambda", name, "--color", "never"]);
    command.args(["--invoke-address", &address.ip().to_string(), "--invoke-port", &address.port().to_string()]);
    command
}

fn start(command: &mut Command, log: &PathBuf) -> Child {
    let file = File::create(log).unwrap();
    command.stdin(Stdio::null()).stdout(file.try_clone().unwrap()).stderr(file);
    command.spawn().unwrap_or_else(|error| panic!("{}: {error}", command.get_program().display()))
}

fn environment(function: &str, stack: &Stack) -> Vec<(String, String)> {
    let script = checkout().join("infra/local/environment.py");
    let lines = python(stack, &script, &[function]);
    lines.iter().map(|line| line.split_once('=').unwrap()).map(|(name, value)| (name.into(), value.into())).collect()
}
