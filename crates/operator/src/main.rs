//! What an operator does to a deployed Usher that no endpoint does. `cargo xtask` calls it, with the AWS credentials of
//! the environment and the outputs of the stack in the file that `USHER_OUTPUTS` names.

#![allow(clippy::print_stdout, reason = "a command-line tool speaks on standard output")]

mod create_admin;
mod erasure;
mod outputs;
mod services;

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
        /// What it is called.
        #[arg(long)]
        name: String,
    },
    /// Lists the registered services.
    Services,
    /// Looks at one erasure, or lets it go on.
    Erasure {
        #[command(subcommand)]
        command: ErasureCommand,
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
    },
    /// Lets one go on that has stopped.
    Redrive {
        /// The erasure id, or the user id of the person.
        id: String,
    },
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    match Arguments::parse().command {
        Command::CreateAdmin { email } => create_admin::run(&email).await,
        Command::AddService { name, endpoint } => services::add(&name, &endpoint).await,
        Command::RemoveService { name } => services::remove(&name).await,
        Command::Services => services::list().await,
        Command::Erasure { command } => match command {
            ErasureCommand::Status { id } => Asked::read(&id).await?.status().await,
            ErasureCommand::Certificate { id } => Asked::read(&id).await?.certificate().await,
            ErasureCommand::Redrive { id } => Asked::read(&id).await?.redrive().await,
        },
    }
}
