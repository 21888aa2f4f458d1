//! The pinned Python environments of the tools: one for each `infra/local/<name>-requirements.txt`.

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
const CAN_CREATE_ENVIRONMENTS: &str = "import ensurepip, venv";

/// A complete virtual environment.
pub struct Environment {
    dir: PathBuf,
}

impl Environment {
    /// The path of a program of this environment.
    pub fn program(&self, name: &str) -> PathBuf {
        self.dir.join("bin").join(name)
    }
}

/// The environments of a deployment.
pub struct Environments {
    /// The AWS emulator, and boto3 for the scripts.
    pub emulator: Environment,
    /// The AWS SAM command line.
    pub sam: Environment,
}

impl Environments {
    /// Prepares all of them in parallel.
    pub fn prepare(stack: &Stack, interpreter: &Path) -> Result<Self> {
        Self::begin(stack, interpreter).wait()
    }

    /// Prepares them in the background.
    pub fn begin(stack: &Stack, interpreter: &Path) -> Preparations {
        let begin = |name| begin(stack, interpreter, name);
        Preparations { emulator: begin("emulator"), sam: begin("sam"), build: begin("build") }
    }
}

/// Prepares the environments of the checks in the background. A step that needs one waits for it and reports its
/// errors. Join the handles, so that pip does not outlive this program.
pub fn begin_for_checks(stack: &Stack) -> Vec<Preparation> {
    // If there is no interpreter, the first step that needs one reports that.
    let Ok(interpreter) = interpreter() else { return Vec::new() };
    ["sam", "clients", "emulator", "build"].map(|name| begin(stack, &interpreter, name)).into()
}

/// A thread that prepares an environment.
pub type Preparation = JoinHandle<Result<Environment>>;

fn begin(stack: &Stack, interpreter: &Path, name: &'static str) -> Preparation {
    let (stack, interpreter) = (stack.clone(), interpreter.to_owned());
    thread::spawn(move || prepare(&stack, &interpreter, name))
}

/// Environments in preparation. `build` has cargo-lambda, which docs/deploying.md and docs/events.md call.
pub struct Preparations {
    emulator: Preparation,
    sam: Preparation,
    build: Preparation,
}

impl Preparations {
    /// Waits until all are complete.
    pub fn wait(self) -> Result<Environments> {
        let wait = |preparation: Preparation| match preparation.join() {
            Ok(result) => result,
            Err(panic) => std::panic::resume_unwind(panic),
        };
        // Wait for all, even if one failed, so that pip does not outlive this program.
        let (emulator, sam, build) = (wait(self.emulator), wait(self.sam), wait(self.build));
        build?;
        Ok(Environments { emulator: emulator?, sam: sam? })
    }
}

/// One environment; created or updated if necessary.
pub fn one(stack: &Stack, name: &str) -> Result<Environment> {
    prepare(stack, &interpreter()?, name)
}

/// One environment, if an earlier command created it.
pub fn existing(stack: &Stack, name: &str) -> Option<Environment> {
    let dir = stack.python_environments().join(name);
    dir.join("complete").exists().then_some(Environment { dir })
}

/// A Python interpreter that is new enough for the tools and can create environments.
pub fn interpreter() -> Result<PathBuf> {
    let new_enough = INTERPRETERS.iter().find(|name| succeeds(name, IS_NEW_ENOUGH));
    let Some(name) = new_enough else {
        bail!("Python 3.11 or later is not installed: install it so that `python3` starts it");
    };
    if !succeeds(name, CAN_CREATE_ENVIRONMENTS) {
        bail!(
            "{name} can't create virtual environments: install its venv module (on Debian: apt install python3-venv)"
        );
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
    let marker = dir.join("complete");
    // An environment cannot be moved, so its path is part of the fingerprint.
    let fingerprint = Fingerprint::default().path(&requirements)?.value(&dir).text();
    fs::create_dir_all(stack.python_environments()).context("can't create .local/python")?;
    let _held = lock::acquire(&dir.with_extension("lock"))?;
    if fs::read_to_string(&marker).is_ok_and(|installed| installed == fingerprint) {
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
    fs::write(&marker, fingerprint).with_context(|| format!("can't write {}", stack.shown(&marker)))?;
    Ok(environment)
}
