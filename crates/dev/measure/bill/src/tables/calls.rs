//! The AWS calls of each operation, by function.

use std::collections::BTreeMap;

use super::{Operation, row, times, title};
use crate::count::{Count, FunctionCount, WorkflowCount};

const HEAD: &str = "## Calls per operation

For each operation: its own function with its AWS calls, and the workflow that it starts, with the calls of the workflow
itself and of each of its functions. The DynamoDB units are the sum of all of them.

| operation | its function | its workflow | read units | write units |
|---|---|---|--:|--:|
";

/// The part of an operation that runs in its workflow: the functions and the workflow itself.
type WorkflowPart<'a> = (BTreeMap<&'a String, &'a FunctionCount>, &'a WorkflowCount);

pub(super) fn table(operations: &[Operation<'_>]) -> String {
    let mut seen = Vec::<(WorkflowPart<'_>, &str)>::new();
    let mut table = HEAD.to_owned();
    for (operation, count, _) in operations {
        let (own, workflow) = parts(count);
        let workflow = workflow.map_or_else(String::new, |workflow| {
            if let Some((_, first)) = seen.iter().find(|(known, _)| *known == workflow) {
                return format!("as for {}", title(first));
            }
            let text = described(&workflow);
            seen.push((workflow, operation));
            text
        });
        let units = [count.read_units, count.write_units].map(|units| units.to_string());
        table += &row([title(operation), own, workflow].into_iter().chain(units));
    }
    table
}

/// The operation's own function is the one that starts the workflow, or the only one.
fn parts(count: &Count) -> (String, Option<WorkflowPart<'_>>) {
    let is_own = |function: &FunctionCount| function.calls.keys().any(|call| call.starts_with("states:Start"));
    let (own, others): (Vec<_>, Vec<_>) =
        count.functions.iter().partition(|(_, function)| count.workflow.is_none() || is_own(function));
    let own: Vec<_> = own.into_iter().map(|(name, function)| line(name, function)).collect();
    (own.join("<br>"), count.workflow.as_ref().map(|workflow| (others.into_iter().collect(), workflow)))
}

fn described((functions, workflow): &WorkflowPart<'_>) -> String {
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
