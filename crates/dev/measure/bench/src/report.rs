//! What a run of the bench tells in docs/performance.md and on the terminal.

use std::path::Path;

use anyhow::Result;

use crate::figures::Figures;
use crate::{chart, subjects, table};

/// The charts and tables, with what they were measured on.
///
/// # Errors
/// If a function's manifest cannot be read.
pub fn text(figures: &Figures, root: &Path) -> Result<String> {
    let sdks: Vec<_> = figures
        .subjects
        .iter()
        .map(|subject| Ok((subject.function.clone(), subjects::sdks(root, &subject.function)?)))
        .collect::<Result<_>>()?;
    let of = |function: &str| sdks.iter().find(|(name, _)| name == function).map_or(0, |(_, sdks)| *sdks);
    Ok(format!(
        "Measured on {}, {} starts of each program and {} warm calls of each start, by `cargo xtask bench`.\n\n\
         ### Compared with peers\n\n{}\n\n{}\n\n### Every function\n\n{}\n\n### Variation between rounds\n\n\
         The interquartile range of the rounds, relative to the median:\n\n{}\n",
        figures.measured,
        figures.rounds,
        figures.calls,
        chart::mermaid(figures),
        table::peers(figures),
        table::functions(figures, of),
        table::spreads(figures),
    ))
}
