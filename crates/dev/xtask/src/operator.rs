//! Runs the `operator` tool against the local stack, as an operator does against AWS.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context as _, Result, bail};

use crate::deploy::Deployed;
use crate::emulator;
use crate::lambdas::{self, Build};
use crate::secrets::Secrets;
use crate::stack::Stack;

/// The `operator` tool, for one deployed stack.
pub struct Operator<'a> {
    stack: &'a Stack,
    secrets: &'a Secrets,
    program: PathBuf,
    outputs: PathBuf,
}

impl<'a> Operator<'a> {
    /// The tool, if it was built; writes the stack's outputs to a file for it.
    pub fn of(stack: &'a Stack, build: &Build, secrets: &'a Secrets, deployed: &Deployed) -> Result<Option<Self>> {
        let (program, outputs) = (build.program("operator"), stack.file("outputs.json"));
        if !program.exists() {
            return Ok(None);
        }
        fs::write(&outputs, serde_json::to_vec_pretty(&deployed.outputs)?)
            .context("can't write the stack's outputs")?;
        Ok(Some(Self { stack, secrets, program, outputs }))
    }

    /// The tool, for a running stack.
    pub fn of_running(stack: &'a Stack, secrets: &'a Secrets) -> Result<Self> {
        let (program, outputs) = (lambdas::program(&stack.root, "operator"), stack.file("outputs.json"));
        if emulator::service(stack).running().is_none() || !program.exists() || !outputs.exists() {
            bail!("the stack is not running: start it with `cargo xtask up{}`", stack.flag());
        }
        Ok(Self { stack, secrets, program, outputs })
    }

    /// A command that runs the tool.
    pub fn command(&self) -> Command {
        let mut command = emulator::as_root(&self.program, self.stack, self.secrets);
        command.env("USHER_OUTPUTS", &self.outputs);
        command
    }
}
