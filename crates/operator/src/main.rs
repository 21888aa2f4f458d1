//! Command-line tool for operators of a deployed stack. It uses the AWS credentials of the environment and the outputs
//! of the stack in the file that `USHER_OUTPUTS` names. `cargo xtask` calls it, too.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command-line tool prints")]

mod create_admin;
mod erasure;
mod erasures;
mod explain;
mod outputs;
mod reference;
mod services;

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use erasure::SelectedErasure;

#[derive(Parser)]
#[command(about = "Operates a deployed Usher")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Creates a user of type admin. The password is read from standard input.
    CreateAdmin {
        /// The address that the admin signs in with.
        #[arg(long)]
        email: String,
    },
    /// Registers a downstream service, which is told of each removal; prints the secret that signs the calls.
    AddService {
        /// The name of the service.
        #[arg(long)]
        name: String,
        /// The URL that removals are posted to.
        #[arg(long)]
        endpoint: String,
    },
    /// Removes the registration of a service.
    RemoveService {
        /// The name of the service; for a row that cannot be read, the quoted name as `services` prints it.
        #[arg(long)]
        name: String,
    },
    /// Lists the registered services.
    Services,
    /// Shows all erasures.
    Erasures {
        #[command(subcommand)]
        command: ErasuresCommand,
    },
    /// Shows or redrives one erasure.
    Erasure {
        #[command(subcommand)]
        command: ErasureCommand,
    },
}

#[derive(Subcommand)]
enum ErasuresCommand {
    /// Lists the erasures of the last 90 days, one per line.
    List {
        /// Only those that failed and have not been continued since.
        #[arg(long)]
        stuck: bool,
    },
}

#[derive(Subcommand)]
enum ErasureCommand {
    /// Prints the state of the erasure and which services have confirmed it.
    Status {
        /// An erasure id, a user id, or the ARN of an execution.
        id: String,
    },
    /// Prints the certificate of the erasure.
    Certificate {
        /// An erasure id, a user id, or the ARN of an execution.
        id: String,
        /// Waits until the erasure has ended.
        #[arg(long)]
        wait: bool,
    },
    /// Continues an erasure that has failed.
    Redrive {
        /// An erasure id, a user id, or the ARN of an execution.
        id: String,
    },
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match run(Arguments::parse().command).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {}", explain::in_one_sentence(&error));
            ExitCode::FAILURE
        }
    }
}

async fn run(command: Command) -> anyhow::Result<()> {
    match command {
        Command::CreateAdmin { email } => create_admin::run(&email).await,
        Command::AddService { name, endpoint } => services::add(&name, &endpoint).await,
        Command::RemoveService { name } => services::remove(&name).await,
        Command::Services => services::list().await,
        Command::Erasures { command: ErasuresCommand::List { stuck } } => erasures::list(stuck).await,
        Command::Erasure { command } => match command {
            ErasureCommand::Status { id } => SelectedErasure::select(&id).await?.status().await,
            ErasureCommand::Certificate { id, wait } => SelectedErasure::select(&id).await?.certificate(wait).await,
            ErasureCommand::Redrive { id } => SelectedErasure::select(&id).await?.redrive().await,
        },
    }
}
