//! A local stack: its name, its ports and its files. The default stack and the test stack can run at the same time.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use clap::{Args, ValueEnum};

/// The region of all local stacks.
pub const REGION: &str = "us-east-1";

/// The distance between the API ports of two stacks: more than one stack needs for its API and demo services.
const PORT_STRIDE: u16 = 20;

/// A stack that the command line can select.
#[derive(Clone, Copy, ValueEnum)]
pub enum Kind {
    /// The one to work with.
    Everyday,
    /// The one of the end-to-end tests.
    Test,
}

/// The options that select a stack.
#[derive(Args)]
pub struct StackArgs {
    /// The stack
    #[arg(long = "stack", value_enum, default_value = "everyday")]
    kind: Kind,
    /// The port that the API is served on; the demo services listen 11 and 12 above it [default: 8010, the test
    /// stack's: 18010]
    #[arg(long, env = "USHER_PORT")]
    port: Option<u16>,
    /// The port of the AWS emulator [default: 4566, the test stack's: 14566]
    #[arg(long, env = "USHER_EMULATOR_PORT")]
    emulator_port: Option<u16>,
}

impl StackArgs {
    /// The selected stack.
    pub fn stack(&self) -> Result<Stack> {
        let mut stack = Stack::of(self.kind)?;
        if let Some(port) = self.port {
            stack.front_port = port;
            stack.demo_ports = demo_ports(port)?;
        }
        stack.emulator_port = self.emulator_port.unwrap_or(stack.emulator_port);
        Ok(stack)
    }
}

/// A local stack.
#[derive(Clone)]
pub struct Stack {
    /// The CloudFormation stack's name, and the prefix of its resources' names.
    pub name: &'static str,
    /// The root of the repository.
    pub root: PathBuf,
    /// The folder of this stack: state, secrets, logs, pid files.
    pub dir: PathBuf,
    /// The port of the API.
    pub front_port: u16,
    /// The port of the AWS emulator.
    pub emulator_port: u16,
    /// The ports of the demo services.
    pub demo_ports: [u16; 2],
}

impl Stack {
    /// The test stack, on its default ports or these.
    pub fn test(front_port: Option<u16>, emulator_port: Option<u16>) -> Result<Self> {
        StackArgs { kind: Kind::Test, port: front_port, emulator_port }.stack()
    }

    /// Another stack: with its own name and folder, on this stack's ports shifted by its number.
    pub fn beside(&self, name: &'static str, number: u16) -> Self {
        let (root, dir) = (self.root.clone(), self.root.join(".local").join(name));
        let (front_port, emulator_port) = (self.front_port + PORT_STRIDE * number, self.emulator_port + number);
        Self {
            name,
            root,
            dir,
            front_port,
            emulator_port,
            demo_ports: self.demo_ports.map(|port| port + PORT_STRIDE * number),
        }
    }

    fn of(kind: Kind) -> Result<Self> {
        let root = repository()?;
        Ok(match kind {
            Kind::Everyday => {
                let dir = root.join(".local");
                Self { name: "usher", root, dir, front_port: 8010, emulator_port: 4566, demo_ports: [8021, 8022] }
            }
            Kind::Test => {
                let dir = root.join(".local/test");
                Self {
                    name: "usher-test",
                    root,
                    dir,
                    front_port: 18010,
                    emulator_port: 14566,
                    demo_ports: [18021, 18022],
                }
            }
        })
    }

    /// A file of this stack.
    pub fn file(&self, name: &str) -> PathBuf {
        self.dir.join(name)
    }

    /// The folder of the emulator's state.
    pub fn state(&self) -> PathBuf {
        self.file("state")
    }

    /// The folder of the Python environments, which all stacks share.
    pub fn python_environments(&self) -> PathBuf {
        self.root.join(".local/python")
    }

    /// The folder of the local stack's settings and scripts.
    pub fn infra(&self) -> PathBuf {
        self.root.join("infra/local")
    }

    /// The base URL of the API, also of the links that Usher returns and mails.
    pub fn api(&self) -> String {
        format!("http://localhost:{}", self.front_port)
    }

    /// The emulator's URL. An IP address, since a host name would cost each call a lookup.
    pub fn endpoint(&self) -> String {
        format!("http://127.0.0.1:{}", self.emulator_port)
    }

    /// A path relative to the repository, for messages.
    pub fn shown(&self, path: &Path) -> String {
        path.strip_prefix(&self.root).unwrap_or(path).display().to_string()
    }

    /// ` --stack test`, if a printed command needs it for this stack.
    pub fn flag(&self) -> &'static str {
        if self.name == "usher-test" { " --stack test" } else { "" }
    }
}

/// Relative to the API's port, so that `--port` moves them too: 8021 and 8022 for 8010.
fn demo_ports(front_port: u16) -> Result<[u16; 2]> {
    let ports = front_port.checked_add(11).zip(front_port.checked_add(12)).map(<[u16; 2]>::from);
    ports.context("--port is too high: the demo services listen on the ports 11 and 12 above it")
}

/// Cargo sets the crate's folder when it runs the program; the repository is three levels up.
fn repository() -> Result<PathBuf> {
    let crate_dir =
        std::env::var_os("CARGO_MANIFEST_DIR").context("CARGO_MANIFEST_DIR is not set: run this as `cargo xtask`")?;
    let root = Path::new(&crate_dir)
        .ancestors()
        .nth(3)
        .context("CARGO_MANIFEST_DIR is not the folder of xtask: run this as `cargo xtask`")?;
    Ok(root.to_path_buf())
}

#[cfg(test)]
mod tests {
    use super::{Kind, Stack, StackArgs, demo_ports};

    #[test]
    fn demo_ports_follow_the_api_port() {
        for kind in [Kind::Everyday, Kind::Test] {
            let stack = Stack::of(kind).unwrap();
            assert_eq!(stack.demo_ports, demo_ports(stack.front_port).unwrap());
        }
        let moved = StackArgs { kind: Kind::Everyday, port: Some(8020), emulator_port: None }.stack().unwrap();
        assert_eq!((moved.front_port, moved.demo_ports), (8020, [8031, 8032]));
    }

    #[test]
    fn port_too_high_for_demo_ports_is_an_error() {
        assert_eq!(demo_ports(u16::MAX - 12).unwrap(), [u16::MAX - 1, u16::MAX]);
        assert!(demo_ports(u16::MAX - 11).is_err());
    }
}
