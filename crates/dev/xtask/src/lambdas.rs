//! Builds the programs of a local stack: the functions, the `operator` tool, the local front and the demo service.
//!
//! The stack runs the tests' build. It compiles much faster than the release build, and the tests need it anyway
//! (docs/decisions/0040-local-stack-dev-build.md).

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::SystemTime;

use anyhow::{Context as _, Result, ensure};

use crate::python::Environment;
use crate::stack::Stack;
use crate::{cargo, lock, process, python};

/// The programs beside the functions.
const TOOLS: [&str; 3] = ["operator", "local-front", "demo-service"];

/// The programs of one build, in `target/local`.
pub struct Build {
    /// The names of the functions' packages, sorted.
    pub functions: Vec<String>,
    root: PathBuf,
}

impl Build {
    /// Builds all programs in the tests' profile, and prepares the folder of [`Self::template`].
    pub fn run(stack: &Stack, python: &Path) -> Result<Self> {
        let build = Self::of_before(stack)?;
        cargo_build(&stack.root, &build.programs())?;
        let folder = stack.root.join("target").join(host_triple()?).join("debug");
        build.install(stack, python, |name| folder.join(name))
    }

    /// As [`Self::run`], with the release build: slower to compile, and as fast as on Lambda.
    pub fn as_deployed(stack: &Stack, python: &Path) -> Result<Self> {
        let build = Self::of_before(stack)?;
        release(stack, &python::one(stack, "build")?, &build.programs())?;
        build.install(stack, python, |name| released(&stack.root, name))
    }

    fn install(self, stack: &Stack, python: &Path, built: impl Fn(&str) -> PathBuf) -> Result<Self> {
        fs::create_dir_all(programs(&self.root)).context("can't make target/local/programs")?;
        let _held = lock::acquire(&local(&self.root).join("lock"))?;
        self.lay_out()?;
        self.programs().iter().try_for_each(|name| install(&built(name), &self.program(name)))?;
        self.pack(stack, python)?;
        Ok(self)
    }

    /// The names of all programs.
    fn programs(&self) -> Vec<&str> {
        self.functions.iter().map(String::as_str).chain(TOOLS).collect()
    }

    /// The programs of an earlier build.
    pub fn of_before(stack: &Stack) -> Result<Self> {
        Ok(Self { functions: functions(stack)?, root: stack.root.clone() })
    }

    /// The path of a program: a function's or a tool's.
    pub fn program(&self, name: &str) -> PathBuf {
        program(&self.root, name)
    }

    /// A copy of template.yaml, in a folder where its relative paths lead to this build. So the output of
    /// `cargo lambda build` for a deployment is not overwritten.
    pub fn template(&self) -> PathBuf {
        local(&self.root).join("template.yaml")
    }

    /// Packs the functions once. Otherwise `sam deploy` would do so for each stack.
    fn pack(&self, stack: &Stack, python: &Path) -> Result<()> {
        let mut pack = Command::new(python);
        pack.arg(stack.infra().join("pack.py")).arg(programs(&self.root)).arg(packages(&self.root));
        process::capture(pack.args(&self.functions), "").map(drop)
    }

    /// The zip archive of a function.
    pub fn package(&self, function: &str) -> PathBuf {
        packages(&self.root).join(function)
    }

    fn lay_out(&self) -> Result<()> {
        fs::copy(self.root.join("template.yaml"), self.template()).context("can't copy template.yaml")?;
        for folder in ["statemachines", "infra"] {
            // Relative to the link, so that it stays valid in a copy of the checkout.
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

/// The path of a local stack's program, built or not.
pub fn program(root: &Path, name: &str) -> PathBuf {
    programs(root).join(name)
}

fn programs(root: &Path) -> PathBuf {
    local(root).join("programs")
}

/// Where the copy of template.yaml looks for the functions' archives.
fn packages(root: &Path) -> PathBuf {
    local(root).join("target/lambda")
}

/// Builds these packages as for a deployment (docs/deploying.md), with one call of cargo, so that each dependency is
/// compiled once.
pub fn release(stack: &Stack, environment: &Environment, packages: &[impl AsRef<str>]) -> Result<()> {
    let mut command = Command::new(environment.program("cargo-lambda"));
    command.args(["lambda", "build", "--release", "--disable-optimizations", "--compiler", "cargo"]);
    command.args(["--target", &host_triple()?]).current_dir(&stack.root);
    command.args(packages.iter().flat_map(|package| ["--package", package.as_ref()]));
    cargo::run(&mut command)
}

/// The path of a program that [`release`] built.
pub fn released(root: &Path, name: &str) -> PathBuf {
    root.join("target/lambda").join(name).join("bootstrap")
}

/// The names of the packages in crates/endpoints and crates/tasks, sorted; each is named as its folder.
pub fn functions(stack: &Stack) -> Result<Vec<String>> {
    let mut names = Vec::new();
    for parent in ["crates/endpoints", "crates/tasks"] {
        for entry in fs::read_dir(stack.root.join(parent)).with_context(|| format!("can't list {parent}"))? {
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
    text.lines().find_map(|line| line.strip_prefix("host: ")).map(String::from).context("`rustc -vV` prints no host")
}

/// Builds with the features that the tests have, so that both share their artifacts. `--examples` makes cargo enable
/// the features of dev-dependencies, although there are no examples.
fn cargo_build(root: &Path, programs: &[&str]) -> Result<()> {
    let mut build = cargo::command(root);
    build.args(["build", "--workspace", "--examples"]);
    build.args(programs.iter().flat_map(|program| ["--bin", program]));
    let status = build.status().context("can't run cargo")?;
    ensure!(status.success(), "the build failed: fix the errors above, then run the command again");
    Ok(())
}

/// The modification time of a program; its copies and archives have the same.
pub fn modified(path: &Path) -> Result<SystemTime> {
    let modified = fs::metadata(path).and_then(|file| file.modified());
    modified.with_context(|| format!("{} was not built", path.display()))
}

/// Copies a program to where the stack looks for it. Stripping its symbols saves a third of a deployment's time.
fn install(built: &Path, program: &Path) -> Result<()> {
    let when = modified(built)?;
    if modified(program).is_ok_and(|installed| installed == when) {
        return Ok(());
    }
    // A running program cannot be overwritten, but replaced.
    let new = program.with_extension("new");
    if process::capture(Command::new("strip").arg("-o").arg(&new).arg(built), "").is_err() {
        fs::copy(built, &new).with_context(|| format!("can't copy {}", built.display()))?;
    }
    File::options()
        .write(true)
        .open(&new)
        .and_then(|file| file.set_modified(when))
        .context("can't set the modification time of a program")?;
    fs::rename(&new, program).with_context(|| format!("can't replace {}", program.display()))
}
