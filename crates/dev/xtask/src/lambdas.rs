//! Building what a local stack runs: every function, the operator's tool and the local stack's own programs.
//!
//! The stack runs the tests' build, which is there much sooner than the release build, and which tests compile anyway
//! (docs/decisions/0040-local-stack-dev-build.md).

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::SystemTime;

use anyhow::{Context as _, Result, ensure};

use crate::python::Environment;
use crate::stack::Stack;
use crate::{cargo, lock, process, python};

/// What runs beside the functions.
const TOOLS: [&str; 3] = ["operator", "local-front", "demo-service"];

/// What one build makes.
pub struct Build {
    /// The names of the functions' packages, sorted.
    pub functions: Vec<String>,
    root: PathBuf,
}

impl Build {
    /// Builds all of them, and lays out what [`Self::template`] names.
    pub fn run(stack: &Stack, python: &Path) -> Result<Self> {
        let build = Self::of_before(stack)?;
        cargo_build(&stack.root, &build.programs())?;
        let made = stack.root.join("target").join(host_triple()?).join("debug");
        build.install(stack, python, |name| made.join(name))
    }

    /// The same with the release build: slower to make, and as fast as it is on Lambda.
    pub fn as_deployed(stack: &Stack, python: &Path) -> Result<Self> {
        let build = Self::of_before(stack)?;
        release(stack, &python::one(stack, "build")?, &build.programs())?;
        build.install(stack, python, |name| released(&stack.root, name))
    }

    fn install(self, stack: &Stack, python: &Path, made: impl Fn(&str) -> PathBuf) -> Result<Self> {
        fs::create_dir_all(programs(&self.root)).context("can't make target/local/programs")?;
        let _held = lock::acquire(&local(&self.root).join("lock"))?;
        self.lay_out()?;
        self.programs().iter().try_for_each(|name| install(&made(name), &self.program(name)))?;
        self.pack(stack, python)?;
        Ok(self)
    }

    /// The names of all programs.
    fn programs(&self) -> Vec<&str> {
        self.functions.iter().map(String::as_str).chain(TOOLS).collect()
    }

    /// What was built before.
    pub fn of_before(stack: &Stack) -> Result<Self> {
        Ok(Self { functions: functions(stack)?, root: stack.root.clone() })
    }

    /// A program that was built: a function's or a tool's.
    pub fn program(&self, name: &str) -> PathBuf {
        program(&self.root, name)
    }

    /// template.yaml as it is, in a folder where its paths lead to the programs of this build: what `cargo lambda build`
    /// made for a deployment stays as it is.
    pub fn template(&self) -> PathBuf {
        local(&self.root).join("template.yaml")
    }

    /// What `sam deploy` packs otherwise, for each stack once more.
    fn pack(&self, stack: &Stack, python: &Path) -> Result<()> {
        let mut pack = Command::new(python);
        pack.arg(stack.infra().join("pack.py")).arg(programs(&self.root)).arg(packages(&self.root));
        process::capture(pack.args(&self.functions), "").map(drop)
    }

    /// The archive of a function, as it is deployed.
    pub fn package(&self, function: &str) -> PathBuf {
        packages(&self.root).join(function)
    }

    fn lay_out(&self) -> Result<()> {
        fs::copy(self.root.join("template.yaml"), self.template()).context("can't copy template.yaml")?;
        for folder in ["statemachines", "infra"] {
            // From where the link is, so that it stays right in a copy of the checkout.
            let (link, to) = (local(&self.root).join(folder), Path::new("../..").join(folder));
            if fs::read_link(&link).ok().as_ref() != Some(&to) {
                let _ = fs::remove_file(&link);
                std::os::unix::fs::symlink(&to, &link).context("can't link in target/local")?;
            }
        }
        Ok(())
    }
}

fn local(root: &Path) -> PathBuf {
    root.join("target/local")
}

/// Where a program of a local stack is once it was built.
pub fn program(root: &Path, name: &str) -> PathBuf {
    programs(root).join(name)
}

fn programs(root: &Path) -> PathBuf {
    local(root).join("programs")
}

/// Where the copy of template.yaml looks for what it deploys.
fn packages(root: &Path) -> PathBuf {
    local(root).join("target/lambda")
}

/// Builds these packages as for a deployment (docs/deploying.md). One call of cargo for all, so that each dependency is
/// compiled once.
pub fn release(stack: &Stack, environment: &Environment, packages: &[impl AsRef<str>]) -> Result<()> {
    let mut command = Command::new(environment.program("cargo-lambda"));
    command.args(["lambda", "build", "--release", "--disable-optimizations", "--compiler", "cargo"]);
    command.args(["--target", &host_triple()?]).current_dir(&stack.root);
    command.args(packages.iter().flat_map(|package| ["--package", package.as_ref()]));
    cargo::run(&mut command)
}

/// Where [`release`] puts a program.
pub fn released(root: &Path, name: &str) -> PathBuf {
    root.join("target/lambda").join(name).join("bootstrap")
}

/// The packages of crates/endpoints and crates/tasks; each is called as its folder.
pub fn functions(stack: &Stack) -> Result<Vec<String>> {
    let mut names = Vec::new();
    for room in ["crates/endpoints", "crates/tasks"] {
        for entry in fs::read_dir(stack.root.join(room)).with_context(|| format!("can't list {room}"))? {
            let entry = entry?;
            if entry.path().join("Cargo.toml").exists() {
                names.push(entry.file_name().to_string_lossy().into_owned());
            }
        }
    }
    names.sort();
    Ok(names)
}

fn host_triple() -> Result<String> {
    let output = Command::new("rustc").arg("-vV").output().context("can't run rustc")?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    text.lines().find_map(|line| line.strip_prefix("host: ")).map(String::from).context("rustc names no host")
}

/// With the features that the tests have, so that both share what they compile: cargo takes in the features of
/// dev-dependencies where examples are asked for, of which there are none.
fn cargo_build(root: &Path, programs: &[&str]) -> Result<()> {
    let mut build = cargo::command(root);
    build.args(["build", "--workspace", "--examples"]);
    build.args(programs.iter().flat_map(|program| ["--bin", program]));
    let status = build.status().context("can't run cargo")?;
    ensure!(status.success(), "correct what the compiler says above, then run the command again");
    Ok(())
}

/// When a program was built; its copies and archives have the same date.
pub fn modified(path: &Path) -> Result<SystemTime> {
    let modified = fs::metadata(path).and_then(|file| file.modified());
    modified.with_context(|| format!("{} was not built", path.display()))
}

/// Puts a program where the stack looks for it, without its symbols: a third of what a deployment takes.
fn install(built: &Path, program: &Path) -> Result<()> {
    let when = modified(built)?;
    if modified(program).is_ok_and(|installed| installed == when) {
        return Ok(());
    }
    // A program that runs is replaced, not written over.
    let new = program.with_extension("new");
    if process::capture(Command::new("strip").arg("-o").arg(&new).arg(built), "").is_err() {
        fs::copy(built, &new).with_context(|| format!("can't copy {}", built.display()))?;
    }
    File::options().write(true).open(&new).and_then(|file| file.set_modified(when)).context("can't date a program")?;
    fs::rename(&new, program).with_context(|| format!("can't put {} in its place", program.display()))
}
