//! What each operation calls, function by function.

use std::collections::BTreeMap;

use super::{Operation, row, times, title};
use crate::count::{Count, FunctionCount, WorkflowCount};

const HEAD: &str = "## What is called

Of each operation: its own function with its calls of AWS, and the workflow that it starts, with the calls of the
workflow itself and of each of its functions. The units of DynamoDB are of all of it together.

| operation | its function | the workflow | read units | write units |
|---|---|---|--:|--:|
";

/// What an operation does behind its own function.
type Behind<'a> = (BTreeMap<&'a String, &'a FunctionCount>, &'a WorkflowCount);

pub(super) fn table(operations: &[Operation<'_>]) -> String {
    let mut seen = Vec::<(Behind<'_>, &str)>::new();
    let mut table = HEAD.to_owned();
    for (operation, count, _) in operations {
        let (own, behind) = parts(count);
        let behind = behind.map_or_else(String::new, |behind| {
            if let Some((_, first)) = seen.iter().find(|(known, _)| *known == behind) {
                return format!("as of {}", title(first));
            }
            let text = described(&behind);
            seen.push((behind, operation));
            text
        });
        let units = [count.read_units, count.write_units].map(|units| units.to_string());
        table += &row([title(operation), own, behind].into_iter().chain(units));
    }
    table
}

/// The function that the gateway calls is the one that starts the workflow, or the only one.
fn parts(count: &Count) -> (String, Option<Behind<'_>>) {
    let is_own = |function: &FunctionCount| function.calls.keys().any(|call| call.starts_with("states:Start"));
    let (own, others): (Vec<_>, Vec<_>) =
        count.functions.iter().partition(|(_, function)| count.workflow.is_none() || is_own(function));
    let own: Vec<_> = own.into_iter().map(|(name, function)| line(name, function)).collect();
    (own.join("<br>"), count.workflow.as_ref().map(|workflow| (others.into_iter().collect(), workflow)))
}

fn described((functions, workflow): &Behind<'_>) -> String {
    let states: u64 = workflow.states.values().sum();
    let itself = format!("**{}**, {states} states{}", workflow.name, after_colon(&workflow.calls));
    let functions = functions.iter().map(|(name, function)| line(name, function));
    std::iter::once(itself).chain(functions).collect::<Vec<_>>().join("<br>")
}

fn line(name: &str, function: &FunctionCount) -> String {
    format!("**{}**{}", times(name, function.invocations), after_colon(&function.calls))
}

fn after_colon(calls: &BTreeMap<String, u64>) -> String {
    let calls: Vec<_> = calls.iter().map(|(call, number)| times(call, *number)).collect();
    if calls.is_empty() { String::new() } else { format!(": {}", calls.join(", ")) }
}
