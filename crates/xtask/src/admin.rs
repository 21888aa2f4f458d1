//! The demo admin, made with the operator's own tool, as on AWS.

use std::fs;

use anyhow::{Context as _, Result};

use crate::deploy::Deployed;
use crate::emulator;
use crate::lambdas::Build;
use crate::process;
use crate::secrets::Secrets;
use crate::stack::Stack;

/// The demo admin's address.
pub const EMAIL: &str = "admin@usher.example";

/// Makes the demo admin, or leaves the one that is there.
pub fn ensure(stack: &Stack, build: &Build, secrets: &Secrets, deployed: &Deployed) -> Result<()> {
    let outputs = stack.file("outputs.json");
    fs::write(&outputs, serde_json::to_vec_pretty(&deployed.outputs)?).context("can't write the stack's outputs")?;
    let mut command = emulator::as_root(&build.program("operator"), stack, secrets);
    command.args(["create-admin", "--email", EMAIL]).env("USHER_OUTPUTS", &outputs);
    process::capture(&mut command, &secrets.admin_password).context("can't make the demo admin")?;
    Ok(())
}
