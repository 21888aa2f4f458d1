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
    Certificate {
        #[command(flatten)]
        which: Which,
        /// Wait for the erasure's end first
        #[arg(long)]
        wait: bool,
    },
    /// Lets one go on that has stopped
    Redrive(#[command(flatten)] Which),
}

#[derive(Args)]
struct Which {
    /// The erasure id, the user id of the person, or the ARN of an execution
    id: String,
    #[command(flatten)]
    stack: StackArgs,
}

/// Which erasures to look at.
#[derive(Args)]
pub struct ErasuresArgs {
    #[command(subcommand)]
    command: ErasuresCommand,
}

#[derive(Subcommand)]
enum ErasuresCommand {
    /// Lists them, one to a line
    List {
        /// Only those that stopped and that nothing has carried on since
        #[arg(long)]
        stuck: bool,
        #[command(flatten)]
        stack: StackArgs,
    },
}

/// Hands it to the operator's tool.
pub fn erasure(ErasureArgs { command }: ErasureArgs) -> Result<()> {
    let (arguments, Which { id, stack }) = match command {
        ErasureCommand::Status(which) => (vec!["status"], which),
        ErasureCommand::Certificate { which, wait: false } => (vec!["certificate"], which),
        ErasureCommand::Certificate { which, wait: true } => (vec!["certificate", "--wait"], which),
        ErasureCommand::Redrive(which) => (vec!["redrive"], which),
    };
    hand_over(&stack, &[&["erasure"], &arguments[..], &["--", &id]].concat())
}

/// Hands it to the operator's tool.
pub fn erasures(ErasuresArgs { command }: ErasuresArgs) -> Result<()> {
    let ErasuresCommand::List { stuck, stack } = command;
    hand_over(&stack, if stuck { &["erasures", "list", "--stuck"] } else { &["erasures", "list"] })
}

fn hand_over(stack: &StackArgs, arguments: &[&str]) -> Result<()> {
    let stack = stack.stack()?;
    let secrets = Secrets::of(&stack)?;
    let mut command = Operator::of_running(&stack, &secrets)?.command();
    print!("{}", process::capture(command.args(arguments), "")?);
    Ok(())
}
