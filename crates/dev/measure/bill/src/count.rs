//! What one operation consumes, and the differences of two counts.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::file;

/// Counts by operation.
pub type Counts = BTreeMap<String, Count>;

/// What one run of an operation consumed, with warm functions.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Count {
    /// The functions that ran, by their name without the stack's.
    pub functions: BTreeMap<String, FunctionCount>,
    /// The workflow that was started, if any.
    pub workflow: Option<WorkflowCount>,
    /// The read request units of all DynamoDB calls. An eventually consistent read of 4 KB is half a unit.
    pub read_units: f64,
    /// The write request units of all DynamoDB calls, including writes to indexes.
    pub write_units: f64,
}

/// What one function consumed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FunctionCount {
    /// The number of invocations.
    pub invocations: u64,
    /// The length of all its request lines together, in bytes.
    pub log_bytes: u64,
    /// The number of each of its AWS calls: `dynamodb:GetItem`.
    pub calls: BTreeMap<String, u64>,
}

/// What one execution of a workflow consumed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WorkflowCount {
    /// The name of its state machine, without the name of the stack.
    pub name: String,
    /// How it is billed.
    pub kind: Kind,
    /// How often it entered each state.
    pub states: BTreeMap<String, u64>,
    /// The number of each AWS call that it made without a function: `dynamodb:DeleteItem`.
    pub calls: BTreeMap<String, u64>,
}

/// How a workflow is billed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// By executions and their duration.
    Express,
    /// By state transitions.
    Standard,
}

impl Count {
    /// The number of invocations of all functions.
    #[must_use]
    pub fn invocations(&self) -> u64 {
        self.functions.values().map(|function| function.invocations).sum()
    }

    /// The number of each AWS call, by functions and the workflow together.
    #[must_use]
    pub fn calls(&self) -> BTreeMap<String, u64> {
        let own = self.workflow.iter().flat_map(|workflow| &workflow.calls);
        let mut calls = BTreeMap::new();
        for (call, times) in self.functions.values().flat_map(|function| &function.calls).chain(own) {
            *calls.entry(call.clone()).or_default() += times;
        }
        calls
    }

    /// All figures of the count by name.
    #[expect(clippy::cast_precision_loss, reason = "nothing here is counted to 2^52")]
    fn figures(&self) -> BTreeMap<String, f64> {
        let mut figures =
            BTreeMap::from([("read units".to_owned(), self.read_units), ("write units".to_owned(), self.write_units)]);
        let mut add = |of: &str, what: &str, figure: u64| figures.insert(format!("{of}: {what}"), figure as f64);
        for (name, function) in &self.functions {
            add(name, "invocations", function.invocations);
            add(name, "bytes of request lines", function.log_bytes);
            for (call, times) in &function.calls {
                add(name, call, *times);
            }
        }
        if let Some(workflow) = &self.workflow {
            for (state, times) in &workflow.states {
                add(&workflow.name, &format!("state {state}"), *times);
            }
            for (call, times) in &workflow.calls {
                add(&workflow.name, call, *times);
            }
        }
        figures
    }
}

/// The counts in `counted.json`; none if the file does not exist.
#[must_use]
pub fn recorded() -> Counts {
    let text = std::fs::read_to_string(file("counted.json")).unwrap_or_else(|_| "{}".to_owned());
    serde_json::from_str(&text).expect("counted.json must be valid: run `cargo xtask bill`")
}

/// Replaces the counts in `counted.json`.
pub fn record(counts: &Counts) {
    let text = serde_json::to_string_pretty(counts).unwrap();
    std::fs::write(file("counted.json"), text + "\n").unwrap();
}

/// A line for each figure that differs: `POST /register: check-existing-user: dynamodb:GetItem: 2, was 1`.
#[must_use]
pub fn differences(operation: &str, was: &Count, is: &Count) -> Vec<String> {
    let (was, is) = (was.figures(), is.figures());
    let names: std::collections::BTreeSet<_> = was.keys().chain(is.keys()).collect();
    let of = |figures: &BTreeMap<String, f64>, name| figures.get(name).copied().unwrap_or_default();
    let differ = names.into_iter().map(|name| (name, of(&is, name), of(&was, name)));
    let differ = differ.filter(|(_, is, was)| (is - was).abs() > f64::EPSILON);
    differ.map(|(name, is, was)| format!("{operation}: {name}: {is}, was {was}")).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{Count, FunctionCount, differences};

    fn reading(times: u64) -> Count {
        let calls = BTreeMap::from([("dynamodb:GetItem".to_owned(), times)]);
        let function = FunctionCount { invocations: 1, log_bytes: 200, calls };
        Count { functions: BTreeMap::from([("session-me".to_owned(), function)]), ..Count::default() }
    }

    #[test]
    fn additional_call_is_reported() {
        let found = differences("GET /api/user/me", &reading(1), &reading(2));

        assert_eq!(found, ["GET /api/user/me: session-me: dynamodb:GetItem: 2, was 1"]);
    }

    #[test]
    fn missing_call_is_reported() {
        let none = Count::default();

        let found = differences("GET /api/user/me", &reading(1), &none);

        assert!(found.contains(&"GET /api/user/me: session-me: dynamodb:GetItem: 0, was 1".to_owned()), "{found:?}");
        assert!(differences("GET /api/user/me", &none, &none).is_empty());
    }
}
