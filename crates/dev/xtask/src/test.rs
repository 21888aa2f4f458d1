//! `cargo xtask test`: everything that decides whether a change is good, cheapest first.

use anyhow::Result;
use clap::{Args, ValueEnum as _};

use crate::stack::Stack;
use crate::steps::{Run, Step};
use crate::suite::Suite;
use crate::up::Functions;

/// What to run.
#[derive(Args)]
pub struct TestArgs {
    /// All but the end-to-end suite and the instructions
    #[arg(long)]
    fast: bool,
    /// Only this step; may be given more than once
    #[arg(long, value_name = "STEP")]
    only: Vec<Step>,
    /// What the end-to-end suite runs
    #[arg(long, value_enum, default_value = "tests-build")]
    functions: Functions,
    /// Leave the test stack running
    #[arg(long)]
    keep: bool,
    /// Run tests at once also when only some of them run, on all stacks
    #[arg(long)]
    at_once: bool,
    /// The port of the test stack's API; a free one if somebody has it [default: 18010]
    #[arg(long)]
    port: Option<u16>,
    /// The port of the test stack's AWS emulator; a free one if somebody has it [default: 14566]
    #[arg(long)]
    emulator_port: Option<u16>,
    /// Handed to the end-to-end tests: a part of their names, or an option such as `--no-capture`
    #[arg(last = true)]
    filter: Vec<String>,
}

/// Tests.
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
