//! `cargo xtask erasure`: what the operator's tool says of one erasure on a stack that runs here, or does with it.

use anyhow::Result;
use clap::{Args, Subcommand};

use crate::operator::Operator;
use crate::process;
use crate::secrets::Secrets;
use crate::stack::StackArgs;

/// What to do with which erasure.
#[derive(Args)]
pub struct ErasureArgs {
    #[command(subcommand)]
    command: ErasureCommand,
}

#[derive(Subcommand)]
enum ErasureCommand {
    /// How it stands, and which services have confirmed
    Status(#[command(flatten)] Which),
    /// The proof that it happened
    Certificate(#[command(flatten)] Which),
    /// Lets one go on that has stopped
    Redrive(#[command(flatten)] Which),
}

#[derive(Args)]
struct Which {
    /// The erasure id, or the user id of the person
    id: String,
    #[command(flatten)]
    stack: StackArgs,
}

/// Hands it to the operator's tool.
pub fn erasure(ErasureArgs { command }: ErasureArgs) -> Result<()> {
    let (name, Which { id, stack }) = match command {
        ErasureCommand::Status(which) => ("status", which),
        ErasureCommand::Certificate(which) => ("certificate", which),
        ErasureCommand::Redrive(which) => ("redrive", which),
    };
    let stack = stack.stack()?;
    let secrets = Secrets::of(&stack)?;
    let mut command = Operator::of_running(&stack, &secrets)?.command();
    print!("{}", process::capture(command.args(["erasure", name, &id]), "")?);
    Ok(())
}
