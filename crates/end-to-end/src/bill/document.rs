//! The tables of `docs/COST.md`, between two marks. What stands around them is written by hand.

use std::fmt::Write as _;

use super::count::{Count, Counts, recorded};
use super::least::{self, Least};
use super::operations::OPERATIONS;
use super::price::{Consumption, Cost};
use super::prices::{self, PriceList};

const BEGIN: &str = "<!-- tables: cargo xtask bill -->\n";
const END: &str = "<!-- end of tables -->\n";

/// Whether `USHER_BILL=write` asks for the files to be made anew, not compared.
#[expect(clippy::disallowed_methods, reason = "tests are told by the environment what to do")]
#[must_use]
pub fn is_to_be_written() -> bool {
    std::env::var("USHER_BILL").is_ok_and(|value| value == "write")
}

/// All tables, from the files in `bill/`.
///
/// # Panics
/// If an operation is missing in one of them.
#[must_use]
pub fn tables() -> String {
    let (counts, list) = (recorded(), prices::current());
    let least = least::current();
    let of = |operation: &'static str| (operation, &counts[operation], &least[operation]);
    let operations: Vec<_> = OPERATIONS.into_iter().map(of).collect();
    [costs(&operations, &list), calls(&counts), least_table(&operations), price_table(&list), assumptions(&list)]
        .join("\n")
}

type Operation<'a> = (&'static str, &'a Count, &'a Least);

fn costs(operations: &[Operation<'_>], list: &PriceList) -> String {
    let mut table = format!(
        "## A million of each\n\nUS dollars for a million, at the list prices of {} in {}. The column \"time\" is assumed; \
         all others are counted.\n\n\
         | operation | in all | API Gateway | Lambda | Step Functions | DynamoDB | S3 | SES | logs | time | the least |\n\
         |---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n",
        list.date, list.region
    );
    for (operation, count, least) in operations {
        let cost = Consumption::of(count, list).cost(list);
        let Cost { gateway, functions, workflows, tables, files, mails, logs, time } = cost;
        let parts = [cost.total(), gateway, functions, workflows, tables, files, mails, logs, time];
        let least = least.consumption(count, list).cost(list).total();
        let cells: Vec<_> = parts.into_iter().chain([least]).map(dollars).collect();
        writeln!(table, "| {} | {} |", title(operation), cells.join(" | ")).unwrap();
    }
    table
}

fn calls(counts: &Counts) -> String {
    let mut table = "## What is called\n\nOf each operation: the functions that run, with their calls of AWS, and the \
                     workflow; the units of DynamoDB are of all of it together.\n\n\
                     | operation | functions and their calls | workflow | read units | write units |\n\
                     |---|---|---|--:|--:|\n"
        .to_owned();
    for operation in OPERATIONS {
        let count = &counts[operation];
        let functions = count.functions.iter().map(|(name, function)| {
            format!("**{}**{}", times(name, function.invocations), after_colon(&function.calls))
        });
        let workflow = count.workflow.as_ref().map_or_else(String::new, |workflow| {
            let states: u64 = workflow.states.values().sum();
            format!("**{}**, {states} states{}", workflow.name, after_colon(&workflow.calls))
        });
        let functions: Vec<_> = functions.collect();
        writeln!(
            table,
            "| {} | {} | {workflow} | {} | {} |",
            title(operation),
            functions.join("<br>"),
            count.read_units,
            count.write_units
        )
        .unwrap();
    }
    table
}

fn least_table(operations: &[Operation<'_>]) -> String {
    let mut table = "## The least\n\n\
                     | operation | functions | states | calls | read units | write units | why |\n\
                     |---|--:|--:|---|--:|--:|---|\n"
        .to_owned();
    for (operation, _, least) in operations {
        let Least { invocations, state_transitions, read_units, write_units, calls, why } = least;
        let calls: Vec<_> = calls.iter().map(|(call, number)| times(call, *number)).collect();
        let calls = calls.join(", ");
        writeln!(
            table,
            "| {} | {invocations} | {state_transitions} | {calls} | {read_units} | {write_units} | {why} |",
            title(operation)
        )
        .unwrap();
    }
    table
}

fn price_table(list: &PriceList) -> String {
    let prices = &list.prices;
    let all = [
        &prices.api_request,
        &prices.invocation,
        &prices.function_gb_second,
        &prices.express_execution,
        &prices.express_gb_second,
        &prices.state_transition,
        &prices.read_unit,
        &prices.write_unit,
        &prices.s3_write,
        &prices.s3_read,
        &prices.mail,
        &prices.log_gb,
        &prices.active_user,
    ];
    let mut table = format!("## The prices\n\n{}\n\n| US dollars | for | of | page |\n|--:|--:|---|---|\n", list.note);
    for price in all {
        let (dollars, many, unit, source) = (price.dollars, price.of, &price.unit, &price.source);
        writeln!(table, "| {dollars} | {many} | {unit} | <{source}> |").unwrap();
    }
    table
}

fn assumptions(list: &PriceList) -> String {
    let assumed = &list.assumptions;
    let mut table = "## The assumptions\n\n| what | value |\n|---|--:|\n".to_owned();
    let mut row = |what: &str, value: f64, unit: &str| writeln!(table, "| {what} | {value} {unit} |").unwrap();
    row("memory of a function (not assumed: `template.yaml`)", list.memory.of_most, "MB");
    for (function, megabytes) in &list.memory.of_some {
        row(&format!("memory of `{function}`"), *megabytes, "MB");
    }
    row("memory of an Express workflow, the smallest that is billed", assumed.express_memory_mb, "MB");
    row("a function's own time for each invocation", assumed.own_milliseconds, "ms");
    row("from one state of an Express workflow to the next", assumed.state_milliseconds, "ms");
    for (service, milliseconds) in &assumed.call_milliseconds {
        row(&format!("a call of `{service}`"), *milliseconds, "ms");
    }
    for (function, milliseconds) in &assumed.waiting_milliseconds {
        row(&format!("what `{function}` waits for downstream services"), *milliseconds, "ms");
    }
    row("what an invocation logs beside its request line", assumed.other_log_bytes, "bytes");
    table
}

fn after_colon(calls: &std::collections::BTreeMap<String, u64>) -> String {
    let calls: Vec<_> = calls.iter().map(|(call, number)| times(call, *number)).collect();
    if calls.is_empty() { String::new() } else { format!(": {}", calls.join(", ")) }
}

fn times(what: &str, number: u64) -> String {
    if number == 1 { what.to_owned() } else { format!("{number} × {what}") }
}

/// Method and path are set as code, what is asked for is not.
fn title(operation: &str) -> String {
    match operation.split_once(" (") {
        Some((route, case)) => format!("`{route}` ({case}"),
        None => format!("`{operation}`"),
    }
}

fn dollars(dollars: f64) -> String {
    if dollars == 0.0 { String::new() } else { format!("{dollars:.2}") }
}

/// The document with these tables in the place of its own; `None` if it has not both marks.
#[must_use]
pub fn with_tables(document: &str, tables: &str) -> Option<String> {
    let (before, rest) = document.split_once(BEGIN)?;
    let (_, after) = rest.split_once(END)?;
    Some(format!("{before}{BEGIN}\n{tables}\n{END}{after}"))
}

#[cfg(test)]
mod tests {
    use super::{BEGIN, END, is_to_be_written, tables, with_tables};
    use crate::stack::checkout;

    /// With `USHER_BILL=write` it writes them.
    #[test]
    fn the_tables_are_those_of_the_counts() {
        let path = checkout().join("docs/COST.md");
        let document = std::fs::read_to_string(&path).unwrap();
        let made = with_tables(&document, &tables()).expect("docs/COST.md has both marks");
        if is_to_be_written() {
            return std::fs::write(path, made).unwrap();
        }
        let differs = made.lines().zip(document.lines()).find(|(made, is)| made != is);

        assert_eq!(differs, None, "`cargo xtask bill --tables` makes them anew");
        assert_eq!(made.len(), document.len());
    }

    #[test]
    fn what_is_written_by_hand_stays() {
        let document = format!("# Cost\n{BEGIN}old\n{END}The end.\n");

        assert_eq!(with_tables(&document, "new"), Some(format!("# Cost\n{BEGIN}\nnew\n{END}The end.\n")));
        assert_eq!(with_tables("# Cost\n", "new"), None);
    }
}
