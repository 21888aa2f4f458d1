//! `cargo xtask erasure` and `cargo xtask erasures`: the subcommands of the `operator` tool, on a running local stack.

use anyhow::Result;
use clap::{Args, Subcommand};

use crate::operator::Operator;
use crate::process;
use crate::secrets::Secrets;
use crate::stack::StackArgs;

/// The arguments of `cargo xtask erasure`.
#[derive(Args)]
pub struct ErasureArgs {
    #[command(subcommand)]
    command: ErasureCommand,
}

#[derive(Subcommand)]
enum ErasureCommand {
    /// Prints the status, and which services have confirmed
    Status(#[command(flatten)] Which),
    /// Prints the certificate of erasure
    Certificate {
        #[command(flatten)]
        which: Which,
        /// Wait until the erasure has ended
        #[arg(long)]
        wait: bool,
    },
    /// Resumes a stopped erasure
    Redrive(#[command(flatten)] Which),
}

#[derive(Args)]
struct Which {
    /// The erasure id, the user id, or the ARN of an execution
    id: String,
    #[command(flatten)]
    stack: StackArgs,
}

/// The arguments of `cargo xtask erasures`.
#[derive(Args)]
pub struct ErasuresArgs {
    #[command(subcommand)]
    command: ErasuresCommand,
}

#[derive(Subcommand)]
enum ErasuresCommand {
    /// Lists them, one per line
    List {
        /// Only those that stopped and were not resumed
        #[arg(long)]
        stuck: bool,
        #[command(flatten)]
        stack: StackArgs,
    },
}

/// Passes the command to the `operator` tool.
pub fn erasure(ErasureArgs { command }: ErasureArgs) -> Result<()> {
    let (arguments, Which { id, stack }) = match command {
        ErasureCommand::Status(which) => (vec!["status"], which),
        ErasureCommand::Certificate { which, wait: false } => (vec!["certificate"], which),
        ErasureCommand::Certificate { which, wait: true } => (vec!["certificate", "--wait"], which),
        ErasureCommand::Redrive(which) => (vec!["redrive"], which),
    };
    run_operator(&stack, &[&["erasure"], &arguments[..], &["--", &id]].concat())
}

/// Passes the command to the `operator` tool.
pub fn erasures(ErasuresArgs { command }: ErasuresArgs) -> Result<()> {
    let ErasuresCommand::List { stuck, stack } = command;
    run_operator(&stack, if stuck { &["erasures", "list", "--stuck"] } else { &["erasures", "list"] })
}

fn run_operator(stack: &StackArgs, arguments: &[&str]) -> Result<()> {
    let stack = stack.stack()?;
    let secrets = Secrets::of(&stack)?;
    let mut command = Operator::of_running(&stack, &secrets)?.command();
    print!("{}", process::capture(command.args(arguments), "")?);
    Ok(())
}
