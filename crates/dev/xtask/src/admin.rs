//! The demo admin, made with the operator's own tool, as on AWS.

use anyhow::{Context as _, Result};

use crate::operator::Operator;
use crate::process;
use crate::secrets::Secrets;

/// The demo admin's address.
pub const EMAIL: &str = "admin@usher.example";

/// Makes the demo admin, or leaves the one that is there.
pub fn ensure(operator: &Operator<'_>, secrets: &Secrets) -> Result<()> {
    let mut command = operator.command();
    command.args(["create-admin", "--email", EMAIL]);
    process::capture(&mut command, &secrets.admin_password).context("can't make the demo admin")?;
    Ok(())
}
