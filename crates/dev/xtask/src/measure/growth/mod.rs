//! `cargo xtask growth`: the test crates/dev/end-to-end/tests/all/alone/growth.rs at large sizes, on a stack of its
//! own; what it measured becomes the tables of docs/growth.md and its chart.
//!
//! What was measured is in `measured`, how it grows in `fit`; `tables` and `chart` show it.

mod chart;
mod fit;
mod measured;
mod tables;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use clap::Args;

use self::measured::{Figure, Measured, Operation};
use crate::measure::{machine, section};
use crate::stack::Stack;
use crate::suite::Suite;
use crate::up::Functions;

const PAGE: &str = "docs/growth.md";
const CHART: &str = "docs/growth.svg";
/// The first size; the others are ten times as large each.
const SMALLEST: usize = 100;
/// The exponent of what is linear, and what computing it loses.
const LINEAR: f64 = 1.0 + 1e-9;

/// How far to go.
#[derive(Args)]
pub struct GrowthArgs {
    /// The largest number of users, files and job requests
    #[arg(long, default_value_t = 100_000)]
    largest: usize,
    /// Write the tables into docs/growth.md, and docs/growth.svg
    #[arg(long)]
    write: bool,
    /// Measure nothing anew: show what the last run measured
    #[arg(long)]
    again: bool,
    /// The port of the stack's API; a free one if somebody has it [default: 18010]
    #[arg(long)]
    port: Option<u16>,
    /// The port of the stack's AWS emulator; a free one if somebody has it [default: 14566]
    #[arg(long)]
    emulator_port: Option<u16>,
}

/// Measures, shows, and fails if calls grow faster than they may.
pub fn growth(args: &GrowthArgs) -> Result<()> {
    let stack = Stack::test(args.port, args.emulator_port)?;
    let (root, report) = (stack.root.clone(), stack.root.join(".local/growth.jsonl"));
    if !args.again {
        measure(args, stack, &report)?;
    }
    let lines = fs::read_to_string(&report).context("nothing was measured yet: leave out --again")?;
    let operations = measured::operations(&read(&lines)?);
    let tables = tables::all(&operations);
    println!("\n{tables}");
    if args.write {
        write(&root, &report, &operations, &tables)?;
    }
    conclude(&operations)
}

fn measure(args: &GrowthArgs, stack: Stack, report: &Path) -> Result<()> {
    let _ = fs::remove_file(report);
    fs::write(when(report), machine::here_and_now()).context("can't write where it is measured")?;
    let sizes: Vec<_> = std::iter::successors(Some(SMALLEST), |size| size.checked_mul(10))
        .take_while(|size| *size <= args.largest)
        .map(|size| size.to_string())
        .collect();
    let mut suite = Suite::new(stack);
    // It tells how long the functions take.
    suite.functions = Functions::ReleaseBuild;
    suite.at_once = false;
    suite.filter = vec!["growth::".into(), "--no-capture".into()];
    suite.environment = vec![("USHER_GROWTH", sizes.join(",")), ("USHER_GROWTH_REPORT", report.display().to_string())];
    suite.run()
}

/// Beside what was measured: where and when.
fn when(report: &Path) -> PathBuf {
    report.with_extension("when")
}

fn read(lines: &str) -> Result<Vec<Measured>> {
    lines.lines().map(|line| serde_json::from_str(line).context("can't read what was measured")).collect()
}

fn write(root: &Path, report: &Path, operations: &[Operation], tables: &str) -> Result<()> {
    let when = fs::read_to_string(when(report)).context("nothing was measured yet")?;
    let text = format!("Measured on {when}, with `cargo xtask growth --write`.\n\n{tables}");
    section::write(&root.join(PAGE), "growth", &text)?;
    fs::write(root.join(CHART), chart::svg(operations)).with_context(|| format!("can't write {CHART}"))
}

/// Only calls are judged: they are the same on every machine.
fn conclude(operations: &[Operation]) -> Result<()> {
    let too_fast: Vec<_> = operations
        .iter()
        .filter(|operation| fit::fastest_step(&operation.series(Figure::Calls)).is_some_and(|step| step > LINEAR))
        .map(|operation| operation.name.as_str())
        .collect();
    if too_fast.is_empty() {
        return Ok(());
    }
    bail!("the calls of these grow faster than what they are about: {}", too_fast.join(", "))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{conclude, measured, read};

    fn report(calls: [usize; 2]) -> String {
        let line = |size: usize, calls: usize| {
            let cost = json!({
                "calls": { "dynamodb:GetItem": calls }, "received": 1, "seconds": 1.0, "waited_seconds": 0.5,
                "own_seconds": 0.1,
            });
            json!({ "operation": "GET /x", "of": "users", "size": size, "cost": cost }).to_string()
        };
        format!("{}\n{}\n", line(100, calls[0]), line(1000, calls[1]))
    }

    #[test]
    fn calls_may_grow_linearly_and_no_faster() {
        for (calls, is_good) in [([3, 3], true), ([3, 30], true), ([3, 31], false)] {
            let operations = measured::operations(&read(&report(calls)).unwrap());
            assert_eq!(conclude(&operations).is_ok(), is_good, "{calls:?}");
        }
    }
}
