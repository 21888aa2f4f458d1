//! What an operator does to a deployed Usher that no endpoint does. `cargo xtask` calls it, with the AWS credentials of
//! the environment and the outputs of the stack in the file that `USHER_OUTPUTS` names.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command-line tool speaks on both")]

mod create_admin;
mod erasure;
mod erasures;
mod explain;
mod outputs;
mod reference;
mod services;

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use erasure::Asked;

#[derive(Parser)]
#[command(about = "Operates a deployed Usher")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Makes a user of type admin. The password is read from standard input.
    CreateAdmin {
        /// The address that the admin signs in with.
        #[arg(long)]
        email: String,
    },
    /// Registers a downstream service that has to remove a person, too; prints the secret that its calls are signed with.
    AddService {
        /// What it is called.
        #[arg(long)]
        name: String,
        /// Where it takes removals.
        #[arg(long)]
        endpoint: String,
    },
    /// Takes the registration of a service back.
    RemoveService {
        /// What it is called; for a row that cannot be read, the name in quotation marks as `services` prints it.
        #[arg(long)]
        name: String,
    },
    /// Lists the registered services.
    Services,
    /// Looks at all erasures.
    Erasures {
        #[command(subcommand)]
        command: ErasuresCommand,
    },
    /// Looks at one erasure, or lets it go on. It is named by its id, by the user id of the person, or by an execution ARN.
    Erasure {
        #[command(subcommand)]
        command: ErasureCommand,
    },
}

#[derive(Subcommand)]
enum ErasuresCommand {
    /// Lists the erasures of the last 90 days, one to a line.
    List {
        /// Only those that stopped and that nothing has carried on since.
        #[arg(long)]
        stuck: bool,
    },
}

#[derive(Subcommand)]
enum ErasureCommand {
    /// How it stands, and which services have confirmed.
    Status {
        /// The erasure id, or the user id of the person.
        id: String,
    },
    /// The proof that it happened.
    Certificate {
        /// The erasure id, or the user id of the person.
        id: String,
        /// Waits for the erasure's end first.
        #[arg(long)]
        wait: bool,
    },
    /// Lets one go on that has stopped.
    Redrive {
        /// The erasure id, or the user id of the person.
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
            ErasureCommand::Status { id } => Asked::read(&id).await?.status().await,
            ErasureCommand::Certificate { id, wait } => Asked::read(&id).await?.certificate(wait).await,
            ErasureCommand::Redrive { id } => Asked::read(&id).await?.redrive().await,
        },
    }
}
