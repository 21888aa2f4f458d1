//! `cargo xtask bench`: builds the functions as for a deployment, prepares their peers, and runs
//! `crates/dev/measure/bench`, which measures them, or counts the instructions of their warm calls.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result};
use clap::{Args, ValueEnum};

use crate::lambdas;
use crate::measure::stale_counts::CountedSources;
use crate::measure::{machine, section};
use crate::process;
use crate::python::{self, Environment};
use crate::stack::Stack;
use crate::step::{loud, quiet};

/// The arguments of `cargo xtask bench`.
#[derive(Args)]
pub struct BenchArgs {
    /// Only this function, such as `session-login`, and the floor; may be given more than once
    #[arg(long, value_name = "FUNCTION")]
    only: Vec<String>,
    /// The number of starts of each program
    #[arg(long, default_value_t = 15)]
    rounds: usize,
    /// The number of warm calls measured after each start
    #[arg(long, default_value_t = 300)]
    calls: usize,
    /// Write the charts and tables into docs/performance.md
    #[arg(long)]
    write: bool,
    /// Instead, count the instructions of warm calls, and check or record the counts
    #[arg(long, value_enum, value_name = "WHAT")]
    instructions: Option<Instructions>,
}

/// What to do with counted instructions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Instructions {
    /// Count functions that changed since the last recording; fail if a count differs by more than 5 %
    Check,
    /// Count and record functions that changed since the last recording, or those given with --only
    Record,
}

/// Measures, prints the report, and writes the figures to `.local/bench`.
pub fn bench(args: &BenchArgs) -> Result<()> {
    let stack = Stack::test(None, None)?;
    if let Some(what) = args.instructions {
        return instructions(&stack, what, &args.only);
    }
    build(&stack)?;
    let folder = stack.root.join(".local/bench");
    fs::create_dir_all(&folder).context("can't create .local/bench")?;
    let peers = quiet("preparing the peers", || Peers::prepare(&stack, &folder))?;
    let packages = folder.join("packages");
    quiet("packing the functions", || pack(&stack, &peers.python, &packages))?;
    let mut measure = program(&stack, &lambdas::released(&stack.root, "bench"), "measure", &args.only);
    measure.args(["--rounds", &args.rounds.to_string(), "--calls", &args.calls.to_string()]);
    measure.arg("--packages").arg(&packages).arg("--python").arg(peers.python.program("python"));
    measure.args(peers.node.iter().flat_map(|node| [Path::new("--node"), node.as_path()]));
    measure.args(["--measured", &machine::here_and_now()]).arg("--results").arg(&folder);
    run(&mut measure)?;
    println!("Figures: {}", stack.shown(&folder.join("figures.json")));
    if args.write { write(&stack.root, &folder) } else { Ok(()) }
}

fn write(root: &Path, results: &Path) -> Result<()> {
    let report = fs::read_to_string(results.join("report.md")).context("the bench wrote no report.md")?;
    section::write(&root.join("docs/performance.md"), "bench", &report)
}

/// Counts the instructions of warm calls, if valgrind is installed. Each processor architecture has its own counts.
pub fn instructions(stack: &Stack, what: Instructions, only: &[String]) -> Result<()> {
    if process::capture(Command::new("valgrind").arg("--version"), "").is_err() {
        println!("  valgrind is not installed: skipping the instruction counts");
        return Ok(());
    }
    let recorded = stack.root.join(format!("crates/dev/measure/bench/instructions-{}.json", std::env::consts::ARCH));
    if what == Instructions::Check && !recorded.exists() {
        println!("  no counts are recorded for this processor architecture: skipping the comparison");
        return Ok(());
    }
    let sources = CountedSources::read(&stack.root, &recorded, &lambdas::functions(stack)?)?;
    let functions = if only.is_empty() { sources.changed() } else { only.to_vec() };
    if functions.is_empty() {
        println!("  no function has changed since its instructions were counted");
        return Ok(());
    }
    println!("  counting: {}", functions.join(", "));
    // Build all functions, so that cargo unifies their features as it did for the recorded counts.
    build(stack)?;
    let mut count = program(stack, &lambdas::released(&stack.root, "bench"), "instructions", &functions);
    count.arg("--recorded").arg(recorded).args((what == Instructions::Record).then_some("--record"));
    run(&mut count)?;
    if what == Instructions::Record {
        return sources.record(&functions);
    }
    println!("  to record these counts: cargo xtask bench --instructions record");
    Ok(())
}

fn build(stack: &Stack) -> Result<()> {
    let functions = lambdas::functions(stack)?;
    let environment = quiet("cargo-lambda", || python::one(stack, "build"))?;
    loud("building the functions for a deployment", || lambdas::release(stack, &environment, &functions))?;
    loud("building the bench", || lambdas::release(stack, &environment, &["bench"]))
}

/// The runtimes of the peers.
struct Peers {
    python: Environment,
    /// The path of Node.js, if it is installed.
    node: Option<PathBuf>,
}

impl Peers {
    fn prepare(stack: &Stack, folder: &Path) -> Result<Self> {
        let python = python::one(stack, "peers")?;
        let sources = stack.root.join("crates/dev/measure/bench/peers/node");
        // Its absolute path, since programs are measured without PATH.
        let node = process::capture(Command::new("node").args(["--print", "process.execPath"]), "").ok();
        let Some(node) = node else {
            println!("  Node.js is not installed: skipping its peers");
            return Ok(Self { python, node: None });
        };
        let log = folder.join("node.log");
        for arguments in [["ci", "--no-audit", "--no-fund"].as_slice(), &["run", "build"]] {
            let mut npm = Command::new("npm");
            npm.args(arguments).current_dir(&sources);
            process::run_logged(&mut npm, &log, &stack.shown(&log)).context("can't build the Node peers")?;
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
    anyhow::ensure!(status.success(), "the bench failed: see the errors above");
    Ok(())
}
