//! The pinned Python environments that the tools come from: one per `infra/local/<name>-requirements.txt`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread::{self, JoinHandle};

use anyhow::{Context as _, Result, bail};

use crate::fingerprint::Fingerprint;
use crate::stack::Stack;
use crate::{lock, process};

const INTERPRETERS: [&str; 5] = ["python3", "python3.14", "python3.13", "python3.12", "python3.11"];
const IS_NEW_ENOUGH: &str = "import sys; sys.exit(sys.version_info < (3, 11))";
const CAN_MAKE_ENVIRONMENTS: &str = "import ensurepip, venv";

/// An environment that is there and complete.
pub struct Environment {
    dir: PathBuf,
}

impl Environment {
    /// A program of this environment.
    pub fn program(&self, name: &str) -> PathBuf {
        self.dir.join("bin").join(name)
    }
}

/// The environments of all tools.
pub struct Environments {
    /// The AWS emulator, and boto3 for the scripts.
    pub emulator: Environment,
    /// The AWS SAM command line.
    pub sam: Environment,
}

impl Environments {
    /// Prepares all of them, those at the same time that take long.
    pub fn prepare(stack: &Stack, interpreter: &Path) -> Result<Self> {
        Self::begin(stack, interpreter).wait()
    }

    /// Begins to prepare them, and leaves the caller to do something else meanwhile.
    pub fn begin(stack: &Stack, interpreter: &Path) -> Begun {
        let begin = |name| begin(stack, interpreter, name);
        Begun { emulator: begin("emulator"), sam: begin("sam"), build: begin("build") }
    }
}

/// Begins to prepare all environments that the checks need, while other steps run. A step waits for its environment when it
/// needs it, and reports the errors. Join the handles: what installs the packages must not outlive this program.
pub fn begin_for_checks(stack: &Stack) -> Vec<Begin> {
    // Without an interpreter, the first step that needs one says so.
    let Ok(interpreter) = interpreter() else { return Vec::new() };
    ["sam", "clients", "emulator", "build"].map(|name| begin(stack, &interpreter, name)).into()
}

/// An environment that a thread prepares.
pub type Begin = JoinHandle<Result<Environment>>;

fn begin(stack: &Stack, interpreter: &Path, name: &'static str) -> Begin {
    let (stack, interpreter) = (stack.clone(), interpreter.to_owned());
    thread::spawn(move || prepare(&stack, &interpreter, name))
}

/// Environments that are on their way. `build` has cargo-lambda, which docs/deploying.md and docs/events.md call.
pub struct Begun {
    emulator: Begin,
    sam: Begin,
    build: Begin,
}

impl Begun {
    /// Waits until all are there.
    pub fn wait(self) -> Result<Environments> {
        let wait = |begun: Begin| match begun.join() {
            Ok(result) => result,
            Err(panic) => std::panic::resume_unwind(panic),
        };
        // All are waited for, also when one is missing: what installs them must not outlive this program.
        let (emulator, sam, build) = (wait(self.emulator), wait(self.sam), wait(self.build));
        build?;
        Ok(Environments { emulator: emulator?, sam: sam? })
    }
}

/// One environment, made if need be.
pub fn one(stack: &Stack, name: &str) -> Result<Environment> {
    prepare(stack, &interpreter()?, name)
}

/// One environment, without making it; for commands that only use what `up` made.
pub fn existing(stack: &Stack, name: &str) -> Option<Environment> {
    let dir = stack.python_environments().join(name);
    dir.join("complete").exists().then_some(Environment { dir })
}

/// A Python that the tools run on.
pub fn interpreter() -> Result<PathBuf> {
    let new_enough = INTERPRETERS.iter().find(|name| succeeds(name, IS_NEW_ENOUGH));
    let Some(name) = new_enough else {
        bail!("Python 3.11 or later is needed and not installed: install it, so that `python3` starts it");
    };
    if !succeeds(name, CAN_MAKE_ENVIRONMENTS) {
        bail!("{name} can't make virtual environments: install its venv module (on Debian: apt install python3-venv)");
    }
    Ok(PathBuf::from(name))
}

fn succeeds(program: &str, code: &str) -> bool {
    let mut command = Command::new(program);
    command.args(["-c", code]).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

fn prepare(stack: &Stack, interpreter: &Path, name: &str) -> Result<Environment> {
    let requirements = stack.infra().join(format!("{name}-requirements.txt"));
    let dir = stack.python_environments().join(name);
    let mark = dir.join("complete");
    // The path counts, since an environment does not survive being moved.
    let fingerprint = Fingerprint::default().path(&requirements)?.value(&dir).text();
    fs::create_dir_all(stack.python_environments()).context("can't make .local/python")?;
    let _held = lock::acquire(&dir.with_extension("lock"))?;
    if fs::read_to_string(&mark).is_ok_and(|made| made == fingerprint) {
        return Ok(Environment { dir });
    }
    let log = stack.python_environments().join(format!("{name}.log"));
    let run = |command: &mut Command| {
        process::run_logged(command, &log, &stack.shown(&log))
            .with_context(|| format!("can't install the Python packages of {}", stack.shown(&requirements)))
    };
    run(Command::new(interpreter).args(["-m", "venv", "--clear"]).arg(&dir))?;
    let environment = Environment { dir };
    let pip = [
        "-m",
        "pip",
        "install",
        "--no-input",
        "--progress-bar",
        "off",
        "--no-compile",
        "--disable-pip-version-check",
        "--requirement",
    ];
    run(Command::new(environment.program("python")).args(pip).arg(&requirements))?;
    fs::write(&mark, fingerprint).with_context(|| format!("can't write {}", stack.shown(&mark)))?;
    Ok(environment)
}
