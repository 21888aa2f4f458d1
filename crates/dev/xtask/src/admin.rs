//! The demo admin, created with the `operator` tool, as on AWS.

use anyhow::{Context as _, Result};

use crate::operator::Operator;
use crate::process;
use crate::secrets::Secrets;

/// The demo admin's email address.
pub const EMAIL: &str = "admin@usher.example";

/// Creates the demo admin, unless it exists.
pub fn ensure(operator: &Operator<'_>, secrets: &Secrets) -> Result<()> {
    let mut command = operator.command();
    command.args(["create-admin", "--email", EMAIL]);
    process::capture(&mut command, &secrets.admin_password).context("can't create the demo admin")?;
    Ok(())
}
