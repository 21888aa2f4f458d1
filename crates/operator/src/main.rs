//! What an operator does to a deployed Usher that no endpoint does. `cargo xtask` calls it, with the AWS credentials of
//! the environment and the outputs of the stack in the file that `USHER_OUTPUTS` names.

#![allow(clippy::print_stdout, reason = "a command-line tool speaks on standard output")]

mod create_admin;
mod outputs;

use clap::{Parser, Subcommand};

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
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    match Arguments::parse().command {
        Command::CreateAdmin { email } => create_admin::run(&email).await,
    }
}
