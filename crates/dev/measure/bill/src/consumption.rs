//! The billed quantities of a count, with assumed times. No prices.

use std::collections::BTreeMap;

use super::count::{Count, FunctionCount, Kind, WorkflowCount};
use super::prices::{Assumptions, PriceList};

/// The billed quantities of one operation.
#[derive(Clone, Debug, Default)]
pub struct Consumption {
    /// Invocations of functions.
    pub invocations: f64,
    /// The functions' time multiplied by their memory, in GB-seconds. The time is assumed.
    pub function_gb_seconds: f64,
    /// Executions of Express workflows.
    pub express_executions: f64,
    /// The duration of these, in milliseconds. Assumed.
    pub express_milliseconds: f64,
    /// States of Standard workflows that were entered.
    pub state_transitions: f64,
    /// AWS calls by name: `s3:PutObject`.
    pub calls: BTreeMap<String, u64>,
    /// Read request units.
    pub read_units: f64,
    /// Write request units.
    pub write_units: f64,
    /// Logged bytes.
    pub log_bytes: f64,
}

impl Consumption {
    /// The billed quantities of a count.
    #[must_use]
    pub fn of(count: &Count, list: &PriceList) -> Self {
        let functions = count.functions.iter().map(|(name, function)| (name, time_of_function(name, function, list)));
        let billed = |(name, milliseconds): (&String, f64)| gb_seconds(list.memory.of(name), milliseconds);
        let mut consumption = Self {
            invocations: float(count.invocations()),
            function_gb_seconds: functions.map(billed).sum(),
            calls: count.calls(),
            read_units: count.read_units,
            write_units: count.write_units,
            log_bytes: log_bytes(count, &list.assumptions),
            ..Self::default()
        };
        if let Some(workflow) = &count.workflow {
            consumption.add(workflow, count, list);
        }
        consumption
    }

    fn add(&mut self, workflow: &WorkflowCount, count: &Count, list: &PriceList) {
        let states = float(workflow.states.values().sum());
        if workflow.kind == Kind::Standard {
            self.state_transitions = states;
            return;
        }
        let calls = |function: &FunctionCount, name: &str| function.calls.contains_key(name);
        let waits = |function: &FunctionCount| calls(function, "states:StartSyncExecution");
        let starts = |function: &FunctionCount| waits(function) || calls(function, "states:StartExecution");
        let (endpoint, tasks): (Vec<_>, Vec<_>) = count.functions.iter().partition(|(_, function)| starts(function));
        // It may start mail-link, which is another execution.
        self.express_executions = 1.0 + float(workflow.calls.get("states:StartExecution").copied().unwrap_or_default());
        self.express_milliseconds = states * list.assumptions.state_milliseconds
            + time_of(&workflow.calls, &list.assumptions)
            + tasks.into_iter().map(|(name, function)| time_of_function(name, function, list)).sum::<f64>();
        // An endpoint is billed while it waits for the workflow.
        let waiting = |(name, _): (&String, _)| gb_seconds(list.memory.of(name), self.express_milliseconds);
        self.function_gb_seconds +=
            endpoint.into_iter().filter(|(_, function)| waits(function)).map(waiting).sum::<f64>();
    }

    /// The number of calls whose service and operation match.
    pub(super) fn calls_where(&self, matches: impl Fn(&str, &str) -> bool) -> f64 {
        let parts = self.calls.iter().filter_map(|(call, times)| Some((call.split_once(':')?, times)));
        float(parts.filter(|((service, call), _)| matches(service, call)).map(|(_, times)| *times).sum())
    }
}

/// The time of a function, in milliseconds, without waiting for a workflow.
fn time_of_function(name: &str, function: &FunctionCount, list: &PriceList) -> f64 {
    let assumed = &list.assumptions;
    let waiting = assumed.waiting_milliseconds.get(name).copied().unwrap_or_default();
    float(function.invocations) * (assumed.own_milliseconds + waiting) + time_of(&function.calls, assumed)
}

/// GB-seconds: memory in MB multiplied by time in milliseconds.
#[must_use]
pub fn gb_seconds(megabytes: f64, milliseconds: f64) -> f64 {
    megabytes / 1024.0 * milliseconds / 1000.0
}

/// The time of these calls, made sequentially, in milliseconds.
#[must_use]
pub fn time_of(calls: &BTreeMap<String, u64>, assumptions: &Assumptions) -> f64 {
    calls.iter().map(|(call, times)| float(*times) * assumptions.milliseconds_of(call)).sum()
}

/// All logged bytes: request lines, and the lines that Lambda adds.
#[must_use]
pub fn log_bytes(count: &Count, assumptions: &Assumptions) -> f64 {
    let request_lines: u64 = count.functions.values().map(|function| function.log_bytes).sum();
    float(request_lines) + float(count.invocations()) * assumptions.other_log_bytes
}

#[expect(clippy::cast_precision_loss, reason = "nothing here is counted to 2^52")]
fn float(number: u64) -> f64 {
    number as f64
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::Consumption;
    use crate::count::{Count, FunctionCount, Kind, WorkflowCount};
    use crate::prices;

    fn function(calls: &[(&str, u64)]) -> FunctionCount {
        let calls = calls.iter().map(|(call, times)| ((*call).to_owned(), *times)).collect();
        FunctionCount { invocations: 1, log_bytes: 200, calls }
    }

    fn close(left: f64, right: f64) {
        assert!((left - right).abs() < 1e-9, "{left} is {right}");
    }

    #[test]
    fn endpoint_is_billed_while_it_waits_for_its_workflow() {
        let list = prices::current();
        let functions = BTreeMap::from([
            ("directory-register".to_owned(), function(&[("states:StartSyncExecution", 1)])),
            ("create-user-record".to_owned(), function(&[("dynamodb:TransactWriteItems", 1)])),
        ]);
        let workflow = |kind| WorkflowCount {
            name: "register-user".to_owned(),
            kind,
            states: BTreeMap::from([("create-user-record".to_owned(), 1), ("registered".to_owned(), 1)]),
            calls: BTreeMap::new(),
        };
        let of = |kind| {
            let count = Count { functions: functions.clone(), workflow: Some(workflow(kind)), ..Count::default() };
            Consumption::of(&count, &list)
        };
        let (express, standard) = (of(Kind::Express), of(Kind::Standard));

        close(express.express_milliseconds, 27.0);
        close(express.function_gb_seconds - standard.function_gb_seconds, 0.027 / 4.0);
        close(standard.state_transitions, 2.0);
    }
}
