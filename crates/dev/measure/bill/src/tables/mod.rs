//! The tables of `docs/cost.md`, as Markdown. What stands around them is written by hand.

mod calls;
mod costs;
mod least;
mod prices;

use super::count::{Count, recorded};
use super::least::{Least, current};
use super::operations::OPERATIONS;
use super::prices::current as current_prices;

/// What there is of an operation: its name, the count and the least.
type Operation<'a> = (&'static str, &'a Count, &'a Least);

/// All tables, from the files in this folder.
///
/// # Panics
/// If an operation is missing in one of them.
#[must_use]
pub fn all() -> String {
    let (counts, list, least) = (recorded(), current_prices(), current());
    let of = |operation: &'static str| (operation, &counts[operation], &least[operation]);
    let operations: Vec<_> = OPERATIONS.into_iter().map(of).collect();
    [
        costs::table(&operations, &list),
        calls::table(&operations),
        least::table(&operations),
        prices::table(&list),
        prices::assumptions(&list),
    ]
    .join("\n")
}

/// Method and path are set as code, what is asked for is not.
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
