//! The least that could do each operation, of `least.json`: a judgement with its reason, nothing that is counted.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::consumption::{Consumption, gb_seconds, log_bytes, time_of};
use super::count::Count;
use super::file;
use super::prices::PriceList;

/// The least that could do an operation.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Least {
    /// Invocations of functions.
    pub invocations: f64,
    /// States of a Standard workflow.
    pub state_transitions: f64,
    /// Read request units of DynamoDB.
    pub read_units: f64,
    /// Write request units of DynamoDB, those of indexes included.
    pub write_units: f64,
    /// Calls of AWS: `dynamodb:GetItem`.
    pub calls: BTreeMap<String, u64>,
    /// Why it is the least and, where Usher does more, why it does.
    pub why: String,
}

impl Least {
    /// What would be paid for. A request line is taken to be as long as those that were counted.
    #[must_use]
    pub fn consumption(&self, counted: &Count, list: &PriceList) -> Consumption {
        let log_bytes = log_bytes(counted, &list.assumptions) / Consumption::of(counted, list).invocations;
        let own = self.invocations * list.assumptions.own_milliseconds;
        Consumption {
            invocations: self.invocations,
            function_gb_seconds: gb_seconds(list.memory.of_most, own + time_of(&self.calls, &list.assumptions)),
            state_transitions: self.state_transitions,
            calls: self.calls.clone(),
            read_units: self.read_units,
            write_units: self.write_units,
            log_bytes: self.invocations * log_bytes,
            ..Consumption::default()
        }
    }
}

/// Reads the file.
#[must_use]
pub fn current() -> BTreeMap<String, Least> {
    let text = std::fs::read_to_string(file("least.json")).expect("least.json is there");
    serde_json::from_str(&text).expect("least.json is read")
}

#[cfg(test)]
mod tests {
    use super::current;
    use crate::consumption::Consumption;
    use crate::cost::Cost;
    use crate::count::recorded;
    use crate::operations::OPERATIONS;
    use crate::prices;

    #[test]
    fn no_operation_does_with_less_than_the_least() {
        let (least, counted, list) = (current(), recorded(), prices::current());
        assert_eq!(least.len(), OPERATIONS.len());
        for operation in OPERATIONS {
            let (least, counted) = (&least[operation], &counted[operation]);
            let done = Consumption::of(counted, &list);
            assert!(least.invocations <= done.invocations, "{operation}: invocations");
            assert!(least.state_transitions <= done.state_transitions, "{operation}: state transitions");
            assert!(least.read_units <= done.read_units, "{operation}: read units");
            assert!(least.write_units <= done.write_units, "{operation}: write units");
            let cost = Cost::of(&least.consumption(counted, &list), &list).total();
            assert!(cost <= Cost::of(&done, &list).total() + 0.005, "{operation}: {cost}");
            assert!(!least.why.is_empty(), "{operation}: why");
        }
    }
}
