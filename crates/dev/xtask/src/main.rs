//! `cargo xtask <command>`: runs Usher locally, checks it, tests it and measures it.
//!
//! This file has only the command line; each command has a module of its own. A command that fails prints one sentence
//! to standard error that says what is wrong and what to do, and exits with code 1.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command-line tool prints what it does")]

mod admin;
mod api_users;
mod cargo;
mod checks;
mod demo_services;
mod deploy;
mod docs;
mod down;
mod emulator;
mod environment;
mod erasure;
mod exclusive_stacks;
mod fingerprint;
mod fresh_stack;
mod front;
mod lambdas;
mod lint;
mod load_balancer;
mod lock;
mod logs;
mod measure;
mod nextest;
mod operator;
mod own_program;
mod process;
mod python;
mod registration;
mod second_opinion;
mod secrets;
mod service;
mod stack;
mod stack_info;
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
    /// Builds everything, deploys template.yaml to the local stack and starts it; run again, it updates the running
    /// stack
    Up(#[command(flatten)] StackArgs),
    /// Starts one of the stacks that tests use exclusively
    #[command(hide = true)]
    UpExclusive {
        /// The name of the stack
        name: String,
        #[command(flatten)]
        test_stack: StackArgs,
    },
    /// Stops the local stack and keeps its data
    Down {
        #[command(flatten)]
        stack: StackArgs,
        /// Also delete the stack's users, files and all other data
        #[arg(long)]
        wipe: bool,
    },
    /// Runs the checks that need neither a running stack nor a build of Usher
    Lint {
        /// Run only this step; may be given more than once
        #[arg(long, value_name = "STEP")]
        only: Vec<Step>,
    },
    /// Renders the state machines from their sources in statemachines/source/
    Workflows,
    /// Runs the checks of `lint`, clippy, rustdoc, all tests, and the end-to-end suite on stacks of its own
    Test(#[command(flatten)] TestArgs),
    /// Prints a function's environment variables, to run it outside the stack (see docs/events.md)
    Environment {
        /// The function, such as `session-login`
        function: String,
        #[command(flatten)]
        stack: StackArgs,
    },
    /// Counts what each operation consumes at AWS, and writes the tables of docs/cost.md
    Bill(#[command(flatten)] BillArgs),
    /// Renders openapi.yaml as an HTML page
    Docs,
    /// Sends generated requests to a running stack, as each kind of caller, and checks the responses against
    /// openapi.yaml
    Fuzz(#[command(flatten)] FuzzArgs),
    /// Benchmarks every function, an empty function (the floor), and peers in Python and Node
    Bench(#[command(flatten)] BenchArgs),
    /// Measures how the cost of operations grows with users, files and job requests, on a stack of its own
    Growth(#[command(flatten)] GrowthArgs),
    /// Runs a load test with many concurrent clients on a stack of its own; fails on errors and lost writes
    Load(#[command(flatten)] LoadArgs),
    /// Deploys infra/load-balancer.yaml in front of a running stack, as far as the emulator supports it
    LoadBalancer(#[command(flatten)] StackArgs),
    /// Shows one erasure on a running stack, or redrives it
    Erasure(#[command(flatten)] ErasureArgs),
    /// Lists the erasures of a running stack, or only those that are stuck
    Erasures(#[command(flatten)] ErasuresArgs),
    /// Runs the adapters' contract tests on two emulators, and prints where they differ
    SecondOpinion(#[command(flatten)] SecondOpinionArgs),
    /// Prints the functions' logs
    Logs {
        /// Only the logs of this function, such as `session-login`
        function: Option<String>,
        /// Keep running and print new lines
        #[arg(long, short)]
        follow: bool,
        #[command(flatten)]
        stack: StackArgs,
    },
}

fn main() -> ExitCode {
    let result = match Cli::parse().command {
        Command::Up(stack) => stack.stack().and_then(|stack| up::up(&stack)),
        Command::UpExclusive { name, test_stack } => {
            test_stack.stack().and_then(|test_stack| exclusive_stacks::up(&test_stack, &name))
        }
        Command::Down { stack, wipe } => stack.stack().and_then(|stack| down::down(&stack, wipe)),
        Command::Lint { only } => lint::lint(&only),
        Command::Workflows => lint::workflows(),
        Command::Test(args) => test::test(args),
        Command::Bill(args) => bill::bill(&args),
        Command::Docs => docs::docs(),
        Command::Bench(args) => bench::bench(&args),
        Command::Erasure(args) => erasure::erasure(args),
        Command::Erasures(args) => erasure::erasures(args),
        Command::Fuzz(args) => fuzz::fuzz(&args),
        Command::Growth(args) => growth::growth(&args),
        Command::LoadBalancer(stack) => stack.stack().and_then(|stack| load_balancer::print(&stack)),
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
