//! `cargo xtask bill`: counts what each operation consumes on a stack of its own, and writes the tables of
//! docs/cost.md.
//!
//! It runs two tests, one of crates/dev/end-to-end and one of crates/dev/measure/bill. Normally they compare; with
//! `USHER_BILL=write` they write.

use std::fs;

use anyhow::{Context as _, Result};
use clap::Args;

use crate::stack::Stack;
use crate::step::quiet;
use crate::suite::Suite;
use crate::{nextest, process};

/// Makes the tests write instead of compare.
const WRITE: (&str, &str) = ("USHER_BILL", "write");

/// The arguments of `cargo xtask bill`.
#[derive(Args)]
pub struct BillArgs {
    /// Only write the tables, from the recorded counts: after a change of prices.json or minimum.json in
    /// crates/dev/measure/bill
    #[arg(long)]
    tables: bool,
    /// The port of the test stack's API; a free one if it is in use [default: 18010]
    #[arg(long)]
    port: Option<u16>,
    /// The port of the test stack's AWS emulator; a free one if it is in use [default: 14566]
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
    fs::create_dir_all(&stack.dir).with_context(|| format!("can't create {}", stack.shown(&stack.dir)))?;
    quiet("writing the tables of docs/cost.md", || process::run_logged(&mut command, &log, &stack.shown(&log)))?;
    println!("Review the changes with `git diff crates/dev/measure/bill docs/cost.md`.");
    Ok(())
}
