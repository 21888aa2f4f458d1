//! The part of docs/PERFORMANCE.md that a run of the bench writes, between two comments.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result};

use crate::figures::Figures;
use crate::{subjects, table};

const PAGE: &str = "docs/PERFORMANCE.md";
const CHART: &str = "docs/performance.svg";
const BEGINNING: &str = "<!-- bench: written by `cargo xtask bench --document` -->";
const END: &str = "<!-- bench: end -->";

/// The tables, with what they were measured on.
///
/// # Errors
/// If a function's manifest cannot be read.
pub fn part(figures: &Figures, root: &Path) -> Result<String> {
    let sdks: Vec<_> = figures
        .subjects
        .iter()
        .map(|subject| Ok((subject.function.clone(), subjects::sdks(root, &subject.function)?)))
        .collect::<Result<_>>()?;
    let of = |function: &str| sdks.iter().find(|(name, _)| name == function).map_or(0, |(_, sdks)| *sdks);
    Ok(format!(
        "Measured on {} ({}), {} starts of each program and {} warm calls of each start, by `cargo xtask bench`.\n\n\
         ### Beside its peers\n\n{}\n\n### Every function\n\n{}\n\n### How far rounds lie apart\n\n\
         The middle half of the rounds spans so much of the median:\n\n{}",
        figures.date,
        figures.machine,
        figures.rounds,
        figures.calls,
        table::peers(figures),
        table::functions(figures, of),
        table::spreads(figures),
    ))
}

/// Puts the part and the chart in their places.
///
/// # Errors
/// If the page is not there, or has no place for them.
pub fn write(root: &Path, part: &str, chart: &str) -> Result<()> {
    let page = fs::read_to_string(root.join(PAGE)).with_context(|| format!("can't read {PAGE}"))?;
    let (before, rest) = page.split_once(BEGINNING).with_context(|| format!("{PAGE} has no place for figures"))?;
    let (_, after) = rest.split_once(END).with_context(|| format!("{PAGE} has no end of the figures"))?;
    fs::write(root.join(PAGE), format!("{before}{BEGINNING}\n\n{part}\n\n{END}{after}"))
        .context("can't write the page")?;
    fs::write(root.join(CHART), chart).context("can't write the chart")
}
