//! `cargo xtask test`: all checks and tests, the cheapest first.

use anyhow::Result;
use clap::{Args, ValueEnum as _};

use crate::stack::Stack;
use crate::steps::{Run, Step};
use crate::suite::Suite;
use crate::up::Functions;

/// The arguments of `cargo xtask test`.
#[derive(Args)]
pub struct TestArgs {
    /// Skip the end-to-end suite and the instruction counts
    #[arg(long)]
    fast: bool,
    /// Run only this step; may be given more than once
    #[arg(long, value_name = "STEP")]
    only: Vec<Step>,
    /// The build of the functions that the end-to-end suite runs
    #[arg(long, value_enum, default_value = "tests-build")]
    functions: Functions,
    /// Keep the test stack running
    #[arg(long)]
    keep: bool,
    /// Run tests concurrently on all stacks, even with a filter
    #[arg(long)]
    at_once: bool,
    /// The port of the test stack's API; a free one if it is in use [default: 18010]
    #[arg(long)]
    port: Option<u16>,
    /// The port of the test stack's AWS emulator; a free one if it is in use [default: 14566]
    #[arg(long)]
    emulator_port: Option<u16>,
    /// A part of the end-to-end tests' names, or an option of cargo-nextest such as `--no-capture`
    #[arg(last = true)]
    filter: Vec<String>,
}

/// Runs the selected steps.
pub fn test(args: TestArgs) -> Result<()> {
    let is_wanted = |step: &Step| match args.only.as_slice() {
        [] => !(args.fast && [Step::EndToEnd, Step::Instructions].contains(step)),
        only => only.contains(step),
    };
    let steps: Vec<Step> = Step::value_variants().iter().copied().filter(is_wanted).collect();
    let mut suite = Suite::new(Stack::test(args.port, args.emulator_port)?);
    suite.functions = args.functions;
    suite.keep = args.keep;
    suite.at_once = args.at_once || args.filter.is_empty();
    suite.filter = args.filter;
    Run::new(suite).perform(&steps)
}
