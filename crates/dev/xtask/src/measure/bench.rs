//! `cargo xtask bench`: builds the functions as for a deployment, prepares their peers, and has `crates/dev/measure/bench`
//! measure them side by side; or count the instructions of their warm calls.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result};
use clap::{Args, ValueEnum};

use crate::lambdas;
use crate::measure::counted::Counted;
use crate::measure::{machine, section};
use crate::process;
use crate::python::{self, Environment};
use crate::stack::Stack;
use crate::step::{loud, quiet};

/// How to measure.
#[derive(Args)]
pub struct BenchArgs {
    /// Only this function, such as `session-login`, and the floor; may be given more than once
    #[arg(long, value_name = "FUNCTION")]
    only: Vec<String>,
    /// How often each program is started
    #[arg(long, default_value_t = 15)]
    rounds: usize,
    /// How many warm calls of each start are counted
    #[arg(long, default_value_t = 300)]
    calls: usize,
    /// Write the tables and the chart into docs/performance.md
    #[arg(long)]
    write: bool,
    /// Count the instructions of warm calls instead, and compare with the recorded ones or record them
    #[arg(long, value_enum, value_name = "WHAT")]
    instructions: Option<Instructions>,
}

/// What to do with counted instructions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Instructions {
    /// Fail where a function that was changed since needs over 5 % more, or less, than is recorded
    Check,
    /// Record those of functions that were changed since, or of those that are named
    Record,
}

/// Measures, and tells where the figures are.
pub fn bench(args: &BenchArgs) -> Result<()> {
    let stack = Stack::test(None, None)?;
    if let Some(what) = args.instructions {
        return instructions(&stack, what, &args.only);
    }
    build(&stack)?;
    let folder = stack.root.join(".local/bench");
    fs::create_dir_all(&folder).context("can't make .local/bench")?;
    let peers = quiet("the peers", || Peers::prepare(&stack, &folder))?;
    let packages = folder.join("packages");
    quiet("packing everything", || pack(&stack, &peers.python, &packages))?;
    let mut measure = program(&stack, &lambdas::released(&stack.root, "bench"), "measure", &args.only);
    measure.args(["--rounds", &args.rounds.to_string(), "--calls", &args.calls.to_string()]);
    measure.arg("--packages").arg(&packages).arg("--python").arg(peers.python.program("python"));
    measure.args(peers.node.iter().flat_map(|node| [Path::new("--node"), node.as_path()]));
    measure.args(["--measured", &machine::here_and_now()]).arg("--results").arg(&folder);
    run(&mut measure)?;
    println!("The figures: {}", stack.shown(&folder.join("figures.json")));
    if args.write { write(&stack.root, &folder) } else { Ok(()) }
}

fn write(root: &Path, results: &Path) -> Result<()> {
    let tables = fs::read_to_string(results.join("tables.md")).context("the bench has left no tables")?;
    section::write(&root.join("docs/performance.md"), "bench", &tables)?;
    fs::copy(results.join("chart.svg"), root.join("docs/performance.svg")).context("the bench has left no chart")?;
    Ok(())
}

/// Counts the instructions of warm calls, where valgrind is installed; the counts of each processor are their own.
pub fn instructions(stack: &Stack, what: Instructions, only: &[String]) -> Result<()> {
    if process::capture(Command::new("valgrind").arg("--version"), "").is_err() {
        println!("  valgrind is not installed: instructions are not counted");
        return Ok(());
    }
    let recorded = stack.root.join(format!("crates/dev/measure/bench/instructions-{}.json", std::env::consts::ARCH));
    if what == Instructions::Check && !recorded.exists() {
        println!("  no instructions are recorded for this processor: not compared");
        return Ok(());
    }
    let counted = Counted::read(&stack.root, &recorded, &lambdas::functions(stack)?)?;
    let functions = if only.is_empty() { counted.changed() } else { only.to_vec() };
    if functions.is_empty() {
        println!("  no function was changed since its instructions were counted");
        return Ok(());
    }
    println!("  to count: {}", functions.join(", "));
    // All of them, so that each has the features that it was recorded with.
    build(stack)?;
    let mut count = program(stack, &lambdas::released(&stack.root, "bench"), "instructions", &functions);
    count.arg("--recorded").arg(recorded).args((what == Instructions::Record).then_some("--record"));
    run(&mut count)?;
    if what == Instructions::Record {
        return counted.record(&functions);
    }
    println!("  to have them counted no more: cargo xtask bench --instructions record");
    Ok(())
}

fn build(stack: &Stack) -> Result<()> {
    let functions = lambdas::functions(stack)?;
    let environment = quiet("cargo-lambda", || python::one(stack, "build"))?;
    loud("building the functions for a deployment", || lambdas::release(stack, &environment, &functions))?;
    loud("building the bench", || lambdas::release(stack, &environment, &["bench"]))
}

/// What the peers run on.
struct Peers {
    python: Environment,
    /// Node.js, where it is installed.
    node: Option<PathBuf>,
}

impl Peers {
    fn prepare(stack: &Stack, folder: &Path) -> Result<Self> {
        let python = python::one(stack, "peers")?;
        let sources = stack.root.join("crates/dev/measure/bench/peers/node");
        // Its own path, since programs are measured in an environment without PATH.
        let node = process::capture(Command::new("node").args(["--print", "process.execPath"]), "").ok();
        let Some(node) = node else {
            println!("  Node.js is not installed: its peer is left out");
            return Ok(Self { python, node: None });
        };
        let log = folder.join("node.log");
        for arguments in [["ci", "--no-audit", "--no-fund"].as_slice(), &["run", "build"]] {
            let mut npm = Command::new("npm");
            npm.args(arguments).current_dir(&sources);
            process::run_logged(&mut npm, &log, &stack.shown(&log)).context("can't build the Node peer")?;
        }
        Ok(Self { python, node: Some(PathBuf::from(node.trim())) })
    }
}

fn pack(stack: &Stack, python: &Environment, packages: &Path) -> Result<()> {
    let mut pack = Command::new(python.program("python"));
    process::capture(pack.arg(stack.root.join("crates/dev/measure/bench/package.py")).arg(packages), "").map(drop)
}

fn program(stack: &Stack, bench: &Path, command: &str, only: &[String]) -> Command {
    let mut program = Command::new(bench);
    program.arg(command).arg("--root").arg(&stack.root);
    program.args(only.iter().flat_map(|function| ["--only", function]));
    program
}

fn run(command: &mut Command) -> Result<()> {
    let status = command.status().context("can't run the bench")?;
    anyhow::ensure!(status.success(), "the bench failed: see above");
    Ok(())
}
