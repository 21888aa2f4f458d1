//! `cargo xtask bill`: counts what each operation consumes on a stack of its own, and makes the tables of docs/cost.md.
//!
//! The work is done by two tests, one of crates/dev/end-to-end and one of crates/dev/measure/bill, which compare when
//! they run as tests and write when told to.

use std::fs;

use anyhow::{Context as _, Result};
use clap::Args;

use crate::stack::Stack;
use crate::step::quiet;
use crate::suite::Suite;
use crate::{nextest, process};

/// Tells the tests to write.
const WRITE: (&str, &str) = ("USHER_BILL", "write");

/// What to make.
#[derive(Args)]
pub struct BillArgs {
    /// Only write the tables, from the recorded counts: after prices.json or least.json in crates/dev/measure/bill has
    /// changed
    #[arg(long)]
    tables: bool,
    /// The port of the test stack's API; a free one if somebody has it [default: 18010]
    #[arg(long)]
    port: Option<u16>,
    /// The port of the test stack's AWS emulator; a free one if somebody has it [default: 14566]
    #[arg(long)]
    emulator_port: Option<u16>,
}

/// Writes crates/dev/measure/bill/counted.json and the tables of docs/cost.md.
pub fn bill(args: &BillArgs) -> Result<()> {
    let stack = Stack::test(args.port, args.emulator_port)?;
    if args.tables {
        return write_tables(&stack);
    }
    let mut suite = Suite::new(stack);
    suite.at_once = false;
    suite.filter = vec!["bill::".into()];
    suite.environment = vec![(WRITE.0, WRITE.1.to_owned())];
    suite.run()?;
    write_tables(&suite.stack)
}

fn write_tables(stack: &Stack) -> Result<()> {
    let mut command = nextest::command(&stack.root, "default")?;
    command.args(["--package", "usher-bill", "document::"]).envs([WRITE]);
    let log = stack.file("bill.log");
    fs::create_dir_all(&stack.dir).with_context(|| format!("can't make {}", stack.shown(&stack.dir)))?;
    quiet("the tables of docs/cost.md", || process::run_logged(&mut command, &log, &stack.shown(&log)))?;
    println!("look at what has changed with `git diff crates/dev/measure/bill docs/cost.md`");
    Ok(())
}
