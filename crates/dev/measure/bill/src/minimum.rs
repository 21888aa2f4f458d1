//! The minimum that could do each operation, from `minimum.json`: an estimate with its reason, not a count.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::consumption::{Consumption, gb_seconds, log_bytes, time_of};
use super::count::Count;
use super::file;
use super::prices::PriceList;

/// The minimum that could do an operation.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Minimum {
    /// Invocations of functions.
    pub invocations: f64,
    /// State transitions of a Standard workflow.
    pub state_transitions: f64,
    /// Read request units of DynamoDB.
    pub read_units: f64,
    /// Write request units of DynamoDB, including writes to indexes.
    pub write_units: f64,
    /// AWS calls by name: `dynamodb:GetItem`.
    pub calls: BTreeMap<String, u64>,
    /// Why it is the minimum and, if Usher does more, why it does.
    pub why: String,
}

impl Minimum {
    /// The billed quantities. A request line is assumed to be as long as those that were counted.
    #[must_use]
    pub fn consumption(&self, counted: &Count, list: &PriceList) -> Consumption {
        let log_bytes = log_bytes(counted, &list.assumptions) / Consumption::of(counted, list).invocations;
        let own = self.invocations * list.assumptions.own_milliseconds;
        Consumption {
            invocations: self.invocations,
            function_gb_seconds: gb_seconds(list.memory.default_size, own + time_of(&self.calls, &list.assumptions)),
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
pub fn current() -> BTreeMap<String, Minimum> {
    let text = std::fs::read_to_string(file("minimum.json")).expect("minimum.json is missing");
    serde_json::from_str(&text).expect("minimum.json is malformed")
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
    fn no_operation_consumes_less_than_the_minimum() {
        let (minimum, counted, list) = (current(), recorded(), prices::current());
        assert_eq!(minimum.len(), OPERATIONS.len());
        for operation in OPERATIONS {
            let (minimum, counted) = (&minimum[operation], &counted[operation]);
            let actual = Consumption::of(counted, &list);
            assert!(minimum.invocations <= actual.invocations, "{operation}: invocations");
            assert!(minimum.state_transitions <= actual.state_transitions, "{operation}: state transitions");
            assert!(minimum.read_units <= actual.read_units, "{operation}: read units");
            assert!(minimum.write_units <= actual.write_units, "{operation}: write units");
            let cost = Cost::of(&minimum.consumption(counted, &list), &list).total();
            assert!(cost <= Cost::of(&actual, &list).total() + 0.005, "{operation}: {cost}");
            assert!(!minimum.why.is_empty(), "{operation}: why");
        }
    }
}
