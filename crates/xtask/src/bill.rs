//! `cargo xtask bill`: counts what each operation consumes on a stack of its own, and makes the tables of docs/COST.md.
//!
//! The work is done by two tests of crates/end-to-end, which compare when they run as tests and write when told to.

use anyhow::Result;
use clap::Args;

use crate::cargo;
use crate::stack::Stack;
use crate::suite::Suite;
use crate::tally::Tally;

/// What to make.
#[derive(Args)]
pub struct BillArgs {
    /// Count nothing anew: only make the tables, after bill/prices.json or bill/least.json has changed
    #[arg(long)]
    tables: bool,
    /// The port of the test stack's API; a free one if somebody has it [default: 18010]
    #[arg(long)]
    port: Option<u16>,
    /// The port of the test stack's AWS emulator; a free one if somebody has it [default: 14566]
    #[arg(long)]
    emulator_port: Option<u16>,
}

/// Makes bill/counted.json and docs/COST.md anew.
pub fn bill(args: &BillArgs) -> Result<()> {
    let stack = Stack::test(args.port, args.emulator_port)?;
    let mut tables = cargo::command(&stack.root);
    tables.args(["test", "--workspace", "--release", "--lib", "bill::document"]).env("USHER_BILL", "write");
    if !args.tables {
        let mut suite = Suite::new(stack);
        suite.only = Some("bill");
        suite.environment = vec![("USHER_BILL", "write")];
        suite.run(&mut Tally::default())?;
    }
    cargo::run(&mut tables)?;
    println!(
        "the counts are in bill/counted.json, the tables in docs/COST.md; look at what has changed with `git diff`"
    );
    Ok(())
}
