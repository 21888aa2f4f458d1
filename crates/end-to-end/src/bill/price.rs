//! What a million times the same consumption costs.

use std::collections::BTreeMap;

use super::count::{Count, FunctionCount, Kind, WorkflowCount};
use super::prices::{Assumptions, PriceList, Prices};

/// What is paid for, of one operation.
#[derive(Clone, Debug, Default)]
pub struct Consumption {
    /// Invocations of functions.
    pub invocations: f64,
    /// Their time multiplied with their memory, in GB-seconds. Assumed.
    pub function_gb_seconds: f64,
    /// Executions of Express workflows.
    pub express_executions: f64,
    /// How long these take, in milliseconds. Assumed.
    pub express_milliseconds: f64,
    /// States of Standard workflows that were entered.
    pub state_transitions: f64,
    /// Calls of AWS: `s3:PutObject`.
    pub calls: BTreeMap<String, u64>,
    /// Read request units.
    pub read_units: f64,
    /// Write request units.
    pub write_units: f64,
    /// Bytes that were logged.
    pub log_bytes: f64,
}

/// US dollars for a million, by service.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Cost {
    /// API Gateway.
    pub gateway: f64,
    /// Lambda, without its time.
    pub functions: f64,
    /// Step Functions, without the time of Express workflows.
    pub workflows: f64,
    /// DynamoDB.
    pub tables: f64,
    /// S3.
    pub files: f64,
    /// SES.
    pub mails: f64,
    /// CloudWatch Logs.
    pub logs: f64,
    /// The time of functions and Express workflows, which is assumed.
    pub time: f64,
}

impl Cost {
    /// All of it.
    #[must_use]
    pub fn total(&self) -> f64 {
        let Self { gateway, functions, workflows, tables, files, mails, logs, time } = self;
        [gateway, functions, workflows, tables, files, mails, logs, time].into_iter().sum()
    }
}

impl Consumption {
    /// What was counted, with the time that is assumed for it.
    #[must_use]
    pub fn of(count: &Count, list: &PriceList) -> Self {
        let functions = count.functions.iter().map(|(name, function)| (name, time_of_function(name, function, list)));
        let paid = |(name, milliseconds): (&String, f64)| gb_seconds(list.memory.of(name), milliseconds);
        let mut consumption = Self {
            invocations: float(count.invocations()),
            function_gb_seconds: functions.map(paid).sum(),
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
        let starts = |function: &FunctionCount| function.calls.contains_key("states:StartSyncExecution");
        let (endpoint, tasks): (Vec<_>, Vec<_>) = count.functions.iter().partition(|(_, function)| starts(function));
        self.express_executions = 1.0;
        self.express_milliseconds = states * list.assumptions.state_milliseconds
            + time_of(&workflow.calls, &list.assumptions)
            + tasks.into_iter().map(|(name, function)| time_of_function(name, function, list)).sum::<f64>();
        // The endpoint waits for the workflow's end.
        let waiting = |(name, _): (&String, _)| gb_seconds(list.memory.of(name), self.express_milliseconds);
        self.function_gb_seconds += endpoint.into_iter().map(waiting).sum::<f64>();
    }

    /// What a million of them costs.
    #[must_use]
    pub fn cost(&self, list: &PriceList) -> Cost {
        let Prices { api_request, invocation, state_transition, express_execution, .. } = &list.prices;
        let s3 = |is_class: fn(&str) -> bool| self.calls_where(|service, call| service == "s3" && is_class(call));
        Cost {
            gateway: api_request.of_a_million_times(1.0),
            functions: invocation.of_a_million_times(self.invocations),
            workflows: express_execution.of_a_million_times(self.express_executions)
                + state_transition.of_a_million_times(self.state_transitions),
            tables: list.prices.read_unit.of_a_million_times(self.read_units)
                + list.prices.write_unit.of_a_million_times(self.write_units),
            files: list.prices.s3_write.of_a_million_times(s3(is_s3_write))
                + list.prices.s3_read.of_a_million_times(s3(is_s3_read)),
            mails: list.prices.mail.of_a_million_times(self.calls_where(|service, _| service == "ses")),
            logs: list.prices.log_gb.of_a_million_times(self.log_bytes / 1e9),
            time: self.cost_of_time(list),
        }
    }

    /// Express workflows are billed by started tenths of a second.
    fn cost_of_time(&self, list: &PriceList) -> f64 {
        let tenths = (self.express_milliseconds / 100.0).ceil() * 100.0;
        let express = gb_seconds(list.assumptions.express_memory_mb, tenths);
        list.prices.function_gb_second.of_a_million_times(self.function_gb_seconds)
            + list.prices.express_gb_second.of_a_million_times(express)
    }

    fn calls_where(&self, is_meant: impl Fn(&str, &str) -> bool) -> f64 {
        let parts = self.calls.iter().filter_map(|(call, times)| Some((call.split_once(':')?, times)));
        float(parts.filter(|((service, call), _)| is_meant(service, call)).map(|(_, times)| *times).sum())
    }
}

/// How long a function takes, in milliseconds, but for what it waits for a workflow.
fn time_of_function(name: &str, function: &FunctionCount, list: &PriceList) -> f64 {
    let assumed = &list.assumptions;
    let waiting = assumed.waiting_milliseconds.get(name).copied().unwrap_or_default();
    float(function.invocations) * (assumed.own_milliseconds + waiting) + time_of(&function.calls, assumed)
}

/// What so long a time costs of so much memory.
#[must_use]
pub fn gb_seconds(megabytes: f64, milliseconds: f64) -> f64 {
    megabytes / 1024.0 * milliseconds / 1000.0
}

/// How long these calls take, one after the other, in milliseconds.
#[must_use]
pub fn time_of(calls: &BTreeMap<String, u64>, assumptions: &Assumptions) -> f64 {
    calls.iter().map(|(call, times)| float(*times) * assumptions.milliseconds_of(call)).sum()
}

/// What is logged in all.
#[must_use]
pub fn log_bytes(count: &Count, assumptions: &Assumptions) -> f64 {
    let lines: u64 = count.functions.values().map(|function| function.log_bytes).sum();
    float(lines) + float(count.invocations()) * assumptions.other_log_bytes
}

/// `DeleteObjects` is a POST; whether AWS takes it for a deletion, which is free, its pages do not say.
fn is_s3_write(call: &str) -> bool {
    ["Put", "Copy", "List", "Upload", "Create", "Complete"].iter().any(|start| call.starts_with(start))
        || call == "DeleteObjects"
}

fn is_s3_read(call: &str) -> bool {
    call.starts_with("Get") || call.starts_with("Head")
}

#[expect(clippy::cast_precision_loss, reason = "nothing here is counted to 2^52")]
fn float(number: u64) -> f64 {
    number as f64
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::Consumption;
    use crate::bill::count::{Count, FunctionCount, Kind, WorkflowCount};
    use crate::bill::prices;

    fn function(calls: &[(&str, u64)]) -> FunctionCount {
        let calls = calls.iter().map(|(call, times)| ((*call).to_owned(), *times)).collect();
        FunctionCount { invocations: 1, log_bytes: 200, calls }
    }

    fn close(left: f64, right: f64) {
        assert!((left - right).abs() < 1e-9, "{left} is {right}");
    }

    #[test]
    fn deleting_an_object_is_free_and_listing_is_paid_as_writing() {
        let calls = [("s3:ListObjectVersions".to_owned(), 1), ("s3:DeleteObject".to_owned(), 3)];
        let consumption = Consumption { calls: BTreeMap::from(calls), ..Consumption::default() };

        close(consumption.cost(&prices::current()).files, 5.0);
    }

    #[test]
    fn an_endpoint_is_paid_for_while_it_waits_for_its_workflow() {
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
