//! What one operation consumes, and how two counts differ. No prices, and nothing of how it is counted.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::file;

/// Counts by the names of their operations.
pub type Counts = BTreeMap<String, Count>;

/// What one run of an operation consumed, with warm functions.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Count {
    /// The functions that ran, without the name of the stack.
    pub functions: BTreeMap<String, FunctionCount>,
    /// The workflow that was started.
    pub workflow: Option<WorkflowCount>,
    /// The read request units of all calls of DynamoDB. An eventually consistent read of 4 KB is half of one.
    pub read_units: f64,
    /// The write request units of all calls of DynamoDB, those of indexes included.
    pub write_units: f64,
}

/// What one function did.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FunctionCount {
    /// How often it was invoked.
    pub invocations: u64,
    /// How long its request lines are, together.
    pub log_bytes: u64,
    /// How often it called what: `dynamodb:GetItem`.
    pub calls: BTreeMap<String, u64>,
}

/// What one execution of a workflow did.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WorkflowCount {
    /// The name of its state machine, without the name of the stack.
    pub name: String,
    /// How it is paid.
    pub kind: Kind,
    /// How often it entered which state.
    pub states: BTreeMap<String, u64>,
    /// What it called itself, without a function: `dynamodb:DeleteItem`.
    pub calls: BTreeMap<String, u64>,
}

/// How a workflow is paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// By the execution and its duration.
    Express,
    /// By the state.
    Standard,
}

impl Count {
    /// How often functions were invoked.
    #[must_use]
    pub fn invocations(&self) -> u64 {
        self.functions.values().map(|function| function.invocations).sum()
    }

    /// How often what was called, by functions and by the workflow.
    #[must_use]
    pub fn calls(&self) -> BTreeMap<String, u64> {
        let own = self.workflow.iter().flat_map(|workflow| &workflow.calls);
        let mut calls = BTreeMap::new();
        for (call, times) in self.functions.values().flat_map(|function| &function.calls).chain(own) {
            *calls.entry(call.clone()).or_default() += times;
        }
        calls
    }

    /// Everything that is counted, each under a name that says what it is.
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

/// The counts that `counted.json` keeps.
#[must_use]
pub fn recorded() -> Counts {
    let text = std::fs::read_to_string(file("counted.json")).unwrap_or_else(|_| "{}".to_owned());
    serde_json::from_str(&text).expect("counted.json is read")
}

/// Replaces them.
pub fn record(counts: &Counts) {
    let text = serde_json::to_string_pretty(counts).unwrap();
    std::fs::write(file("counted.json"), text + "\n").unwrap();
}

/// A line for each figure that is not what it was: `POST /register: check-existing-user: dynamodb:GetItem: 2, was 1`.
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
    fn an_extra_round_trip_is_named() {
        let found = differences("GET /api/user/me", &reading(1), &reading(2));

        assert_eq!(found, ["GET /api/user/me: session-me: dynamodb:GetItem: 2, was 1"]);
    }

    #[test]
    fn a_call_that_is_no_longer_made_is_named() {
        let none = Count::default();

        let found = differences("GET /api/user/me", &reading(1), &none);

        assert!(found.contains(&"GET /api/user/me: session-me: dynamodb:GetItem: 0, was 1".to_owned()), "{found:?}");
        assert!(differences("GET /api/user/me", &none, &none).is_empty());
    }
}
