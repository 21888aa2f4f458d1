//! `cargo xtask growth`: runs the test crates/dev/end-to-end/tests/all/alone/growth.rs at large sizes, on a stack of
//! its own, and renders its report as the tables of docs/growth.md.
//!
//! `measured` reads the report, `fit` computes exponents, `tables` renders.

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
/// The first size; each further one is ten times larger.
const SMALLEST: usize = 100;
/// The exponent of linear growth, with a tolerance for rounding.
const LINEAR: f64 = 1.0 + 1e-9;

/// The arguments of `cargo xtask growth`.
#[derive(Args)]
pub struct GrowthArgs {
    /// The largest number of users, files and job requests
    #[arg(long, default_value_t = 100_000)]
    largest: usize,
    /// Write the tables into docs/growth.md
    #[arg(long)]
    write: bool,
    /// Do not measure; show the results of the last run
    #[arg(long)]
    again: bool,
    /// The port of the stack's API; a free one if it is in use [default: 18010]
    #[arg(long)]
    port: Option<u16>,
    /// The port of the stack's AWS emulator; a free one if it is in use [default: 14566]
    #[arg(long)]
    emulator_port: Option<u16>,
}

/// Measures and prints the tables.
///
/// # Errors
/// If the AWS calls of an operation grow faster than linearly.
pub fn growth(args: &GrowthArgs) -> Result<()> {
    let stack = Stack::test(args.port, args.emulator_port)?;
    let (root, report) = (stack.root.clone(), stack.root.join(".local/growth.jsonl"));
    if !args.again {
        measure(args, stack, &report)?;
    }
    let lines = fs::read_to_string(&report).context("there are no results of an earlier run: leave out --again")?;
    let operations = measured::operations(&read(&lines)?);
    let tables = tables::all(&operations);
    println!("\n{tables}");
    if args.write {
        write(&root, &report, &tables)?;
    }
    conclude(&operations)
}

fn measure(args: &GrowthArgs, stack: Stack, report: &Path) -> Result<()> {
    let _ = fs::remove_file(report);
    fs::write(provenance(report), machine::here_and_now()).context("can't write when and where it was measured")?;
    let sizes: Vec<_> = std::iter::successors(Some(SMALLEST), |size| size.checked_mul(10))
        .take_while(|size| *size <= args.largest)
        .map(|size| size.to_string())
        .collect();
    let mut suite = Suite::new(stack);
    // The measured time should be that of deployed functions.
    suite.functions = Functions::ReleaseBuild;
    suite.at_once = false;
    suite.filter = vec!["growth::".into(), "--no-capture".into()];
    suite.environment = vec![("USHER_GROWTH", sizes.join(",")), ("USHER_GROWTH_REPORT", report.display().to_string())];
    suite.run()
}

/// The file beside the report that says when and where it was measured.
fn provenance(report: &Path) -> PathBuf {
    report.with_extension("when")
}

fn read(lines: &str) -> Result<Vec<Measured>> {
    lines.lines().map(|line| serde_json::from_str(line).context("can't parse the report")).collect()
}

fn write(root: &Path, report: &Path, tables: &str) -> Result<()> {
    let provenance = fs::read_to_string(provenance(report)).context("there is no report of an earlier run")?;
    let text = format!("Measured on {provenance}, with `cargo xtask growth --write`.\n\n{tables}");
    section::write(&root.join(PAGE), "growth", &text)
}

/// Only the number of calls is checked, since it does not depend on the machine.
fn conclude(operations: &[Operation]) -> Result<()> {
    let too_fast: Vec<_> = operations
        .iter()
        .filter(|operation| fit::fastest_step(&operation.series(Figure::Calls)).is_some_and(|step| step > LINEAR))
        .map(|operation| operation.name.as_str())
        .collect();
    if too_fast.is_empty() {
        return Ok(());
    }
    bail!("the number of AWS calls grows faster than linearly in: {}", too_fast.join(", "))
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
    fn calls_that_grow_faster_than_linearly_fail() {
        for (calls, is_good) in [([3, 3], true), ([3, 30], true), ([3, 31], false)] {
            let operations = measured::operations(&read(&report(calls)).unwrap());
            assert_eq!(conclude(&operations).is_ok(), is_good, "{calls:?}");
        }
    }
}
