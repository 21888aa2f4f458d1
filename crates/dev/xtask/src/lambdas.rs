//! Building: every function and the tools of the local stack, which are the workspace's default members, with one
//! `cargo lambda build`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, bail};

use crate::python::Environments;
use crate::stack::Stack;

/// What one build makes.
pub struct Build {
    /// The names of the functions' packages, sorted.
    pub functions: Vec<String>,
    root: PathBuf,
}

impl Build {
    /// Builds all of them. One call of cargo for all functions, so that each dependency is compiled once.
    pub fn run(stack: &Stack, environments: &Environments) -> Result<Self> {
        cargo_lambda(stack, environments, &[])?;
        Self::of_before(stack)
    }

    /// What was built before.
    pub fn of_before(stack: &Stack) -> Result<Self> {
        Ok(Self { functions: functions(stack)?, root: stack.root.clone() })
    }

    /// Builds the programs of one more package.
    pub fn one_more(stack: &Stack, environments: &Environments, package: &str) -> Result<()> {
        cargo_lambda(stack, environments, &["--package", package])
    }

    /// A program that was built: a function's or a tool's.
    pub fn program(&self, name: &str) -> PathBuf {
        program(&self.root, name)
    }
}

/// Where a program is once it was built: cargo-lambda moves all of them to the same place.
pub fn program(root: &Path, name: &str) -> PathBuf {
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

fn cargo_lambda(stack: &Stack, environments: &Environments, selection: &[&str]) -> Result<()> {
    let mut command = Command::new(environments.build.program("cargo-lambda"));
    command.args(["lambda", "build", "--release", "--disable-optimizations", "--compiler", "cargo"]);
    command.args(["--target", &host_triple()?]).args(selection).current_dir(&stack.root);
    if !command.status().context("can't run cargo")?.success() {
        bail!("the build failed: correct what the compiler says above, then run the command again");
    }
    Ok(())
}
