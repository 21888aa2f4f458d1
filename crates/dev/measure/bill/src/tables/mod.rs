//! The tables of `docs/cost.md`, as Markdown. The text around them is written by hand.

mod calls;
mod costs;
mod minimum;
mod prices;

use super::count::{Count, recorded};
use super::minimum::{Minimum, current};
use super::operations::OPERATIONS;
use super::prices::current as current_prices;

/// An operation: its name, its count and its minimum.
type Operation<'a> = (&'static str, &'a Count, &'a Minimum);

/// All tables, from the JSON files of this crate.
///
/// # Panics
/// If an operation is missing in one of them.
#[must_use]
pub fn all() -> String {
    let (counts, list, minimum) = (recorded(), current_prices(), current());
    let of = |operation: &'static str| (operation, &counts[operation], &minimum[operation]);
    let operations: Vec<_> = OPERATIONS.into_iter().map(of).collect();
    [
        costs::table(&operations, &list),
        calls::table(&operations),
        minimum::table(&operations),
        prices::table(&list),
        prices::assumptions(&list),
    ]
    .join("\n")
}

/// Method and path as code, the variant as text.
fn title(operation: &str) -> String {
    match operation.split_once(" (") {
        Some((route, case)) => format!("`{route}` ({case}"),
        None => format!("`{operation}`"),
    }
}

/// `2 × dynamodb:GetItem`
fn times(what: &str, number: u64) -> String {
    if number == 1 { what.to_owned() } else { format!("{number} × {what}") }
}

/// A row of a table.
fn row(cells: impl IntoIterator<Item = String>) -> String {
    format!("| {} |\n", cells.into_iter().collect::<Vec<_>>().join(" | "))
}
