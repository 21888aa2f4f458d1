//! `cargo xtask <command>`: everything that is done with this repository besides writing code.
//!
//! Here is only the command line; each command and each idea behind the commands has a file of its own. A command that
//! fails ends with one sentence on standard error that says what to do next, and with exit code 1.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "telling a person what happens is what this tool is for")]

mod admin;
mod alone;
mod balancer;
mod cargo;
mod checks;
mod demo_services;
mod deploy;
mod docs;
mod down;
mod emulator;
mod environment;
mod erasure;
mod fingerprint;
mod fresh;
mod front;
mod handover;
mod lambdas;
mod lint;
mod lock;
mod logs;
mod measure;
mod nextest;
mod operator;
mod own_program;
mod people;
mod process;
mod python;
mod registration;
mod second_opinion;
mod secrets;
mod service;
mod stack;
mod step;
mod steps;
mod suite;
mod test;
mod tools;
mod up;

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use erasure::{ErasureArgs, ErasuresArgs};
use measure::bench::{self, BenchArgs};
use measure::bill::{self, BillArgs};
use measure::fuzz::{self, FuzzArgs};
use measure::growth::{self, GrowthArgs};
use measure::load::{self, LoadArgs};
use second_opinion::SecondOpinionArgs;
use stack::StackArgs;
use steps::Step;
use test::TestArgs;

#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", about = "Runs Usher on this machine and checks it")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Builds everything, deploys template.yaml to a local stack and leaves that running; again: updates what runs
    Up(#[command(flatten)] StackArgs),
    /// Brings up one of the stacks for tests that need one alone
    #[command(hide = true)]
    UpAlone {
        /// Its name
        name: String,
        #[command(flatten)]
        beside: StackArgs,
    },
    /// Stops the local stack and keeps its data
    Down {
        #[command(flatten)]
        stack: StackArgs,
        /// Forget the people, files and everything else of the stack, too
        #[arg(long)]
        wipe: bool,
    },
    /// Checks everything that needs neither a running stack nor Usher compiled
    Lint {
        /// Only this step; may be given more than once
        #[arg(long, value_name = "STEP")]
        only: Vec<Step>,
    },
    /// Lints, then runs clippy, the documentation, every test, and the end-to-end suite on a stack of its own
    Test(#[command(flatten)] TestArgs),
    /// Prints what a function is configured with, to run it outside the stack (see docs/events.md)
    Environment {
        /// Which, such as `session-login`
        function: String,
        #[command(flatten)]
        stack: StackArgs,
    },
    /// Counts what each operation consumes at AWS, and makes the tables of docs/cost.md
    Bill(#[command(flatten)] BillArgs),
    /// Makes a page to read of openapi.yaml
    Docs,
    /// Sends made-up requests to a running stack, as each kind of caller, and compares its answers with openapi.yaml
    Fuzz(#[command(flatten)] FuzzArgs),
    /// Measures every function beside the floor and its peers in Python and Node
    Bench(#[command(flatten)] BenchArgs),
    /// Measures how the cost of operations grows with users, files and job requests, on a stack of its own
    Growth(#[command(flatten)] GrowthArgs),
    /// Plays many people at once on a stack of its own, and looks for errors and lost writes
    Load(#[command(flatten)] LoadArgs),
    /// Puts the load balancer of infra/load-balancer.yaml in front of a running stack, as far as the emulator has one
    LoadBalancer(#[command(flatten)] StackArgs),
    /// Looks at one erasure on a running stack, or lets it go on
    Erasure(#[command(flatten)] ErasureArgs),
    /// Lists the erasures of a running stack, or those that do not go on by themselves
    Erasures(#[command(flatten)] ErasuresArgs),
    /// Runs the behavior suite of the adapters on two emulators, and prints where these disagree
    SecondOpinion(#[command(flatten)] SecondOpinionArgs),
    /// Prints what the functions logged
    Logs {
        /// Only this function's lines, such as `session-login`
        function: Option<String>,
        /// Go on with the lines to come
        #[arg(long, short)]
        follow: bool,
        #[command(flatten)]
        stack: StackArgs,
    },
}

fn main() -> ExitCode {
    let result = match Cli::parse().command {
        Command::Up(stack) => stack.stack().and_then(|stack| up::up(&stack)),
        Command::UpAlone { name, beside } => beside.stack().and_then(|beside| alone::up(&beside, &name)),
        Command::Down { stack, wipe } => stack.stack().and_then(|stack| down::down(&stack, wipe)),
        Command::Lint { only } => lint::lint(&only),
        Command::Test(args) => test::test(args),
        Command::Bill(args) => bill::bill(&args),
        Command::Docs => docs::docs(),
        Command::Bench(args) => bench::bench(&args),
        Command::Erasure(args) => erasure::erasure(args),
        Command::Erasures(args) => erasure::erasures(args),
        Command::Fuzz(args) => fuzz::fuzz(&args),
        Command::Growth(args) => growth::growth(&args),
        Command::LoadBalancer(stack) => stack.stack().and_then(|stack| balancer::print(&stack)),
        Command::Load(args) => load::load(&args),
        Command::SecondOpinion(args) => second_opinion::second_opinion(&args),
        Command::Environment { function, stack } => {
            stack.stack().and_then(|stack| environment::print(&stack, &function))
        }
        Command::Logs { function, follow, stack } => {
            stack.stack().and_then(|stack| logs::logs(&stack, function.as_deref(), follow))
        }
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
