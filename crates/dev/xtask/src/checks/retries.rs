//! What a Task state retries: each fault that may pass, and throttling apart from those, more often and with jitter.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::checks::Findings;
use crate::checks::template::each;

/// The faults of a function that may pass: of Lambda itself, by the names that Step Functions gives them, and of a process
/// that was killed or ended itself (Step Functions Developer Guide, "Handle Lambda service exceptions"; a killed process has
/// the names that Lambda gives it, those of the package `fatalerror` of its runtime interface emulator, or
/// `Lambda.Unknown`).
const FAULTS: [&str; 10] = [
    "Unavailable",
    "Lambda.ClientExecutionTimeoutException",
    "Lambda.ServiceException",
    "Lambda.AWSLambdaException",
    "Lambda.SdkClientException",
    "Lambda.Unknown",
    "Runtime.ExitError",
    "Runtime.Unknown",
    "Runtime.OutOfMemory",
    "Sandbox.Timedout",
];

/// How a function, or Lambda before it, refuses to go any faster.
const THROTTLING: [&str; 2] = ["TooManyAttempts", "Lambda.TooManyRequestsException"];

/// How DynamoDB does.
const DYNAMODB_THROTTLING: [&str; 4] = [
    "DynamoDB.ProvisionedThroughputExceededException",
    "DynamoDB.ThrottlingException",
    "DynamoDB.RequestLimitExceeded",
    "DynamoDB.RequestLimitExceededException",
];

/// How often throttling is retried, at least.
const MIN_RETRIES: u64 = 3;

/// The findings of one state.
pub fn check(file: &str, name: &str, state: &Value) -> Findings {
    if state["Type"] != "Task" {
        return Findings::new();
    }
    let (faults, throttling) = expected(state["Resource"].as_str().unwrap_or_default());
    let retries = || each(&state["Retry"]);
    let named: BTreeSet<&str> = retries().flat_map(names).collect();
    let missing = faults.iter().chain(throttling).filter(|error| !named.contains(*error));
    let mut findings: Findings = missing.map(|error| format!("{file}: `{name}` does not retry {error}")).collect();
    for retry in retries().filter(|retry| names(retry).any(|error| throttling.contains(&error))) {
        if let Some(other) = names(retry).find(|error| !throttling.contains(error)) {
            findings.push(format!("{file}: `{name}` retries {other} like throttling, which needs an entry of its own"));
        }
        if retry["MaxAttempts"].as_u64().is_none_or(|attempts| attempts < MIN_RETRIES)
            || retry["JitterStrategy"] != "FULL"
        {
            findings
                .push(format!("{file}: `{name}` retries throttling less than {MIN_RETRIES} times or without jitter"));
        }
    }
    findings.extend(each(&state["Catch"]).filter_map(|catch| miscounted(file, name, state, catch)));
    findings
}

/// The faults and the throttling errors that whoever does the work can end with.
fn expected(resource: &str) -> (&'static [&'static str], &'static [&'static str]) {
    if resource.contains(":dynamodb:") {
        (&[], &DYNAMODB_THROTTLING)
    } else if resource.starts_with("${") {
        (&FAULTS, &THROTTLING)
    } else {
        (&[], &[])
    }
}

fn names(handler: &Value) -> impl Iterator<Item = &str> {
    each(&handler["ErrorEquals"]).filter_map(Value::as_str)
}

/// `RetryCount > n` in a Catch tells whether anything else than its one error was retried: n is how often that one is, and
/// nothing else may count with it.
fn miscounted(file: &str, name: &str, state: &Value, catch: &Value) -> Option<String> {
    let text = catch["Assign"].to_string();
    let limit = text.split_once("RetryCount > ")?.1.split(|c: char| !c.is_ascii_digit()).next()?.parse::<u64>().ok();
    let alone = each(&state["Retry"]).find(|retry| retry["ErrorEquals"] == catch["ErrorEquals"]);
    let attempts = alone.and_then(|retry| retry["MaxAttempts"].as_u64());
    let is_right = names(catch).count() == 1 && limit.is_some() && limit == attempts;
    (!is_right).then(|| format!("{file}: `{name}` compares RetryCount with another number than its MaxAttempts"))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{DYNAMODB_THROTTLING, FAULTS, THROTTLING, check};

    fn task() -> Value {
        json!({"Type": "Task", "Resource": "${F}", "Retry": [
            {"ErrorEquals": FAULTS, "MaxAttempts": 1},
            {"ErrorEquals": ["TooManyAttempts"], "MaxAttempts": 3, "JitterStrategy": "FULL"},
            {"ErrorEquals": ["Lambda.TooManyRequestsException"], "MaxAttempts": 3, "JitterStrategy": "FULL"},
        ], "Catch": [{
            "ErrorEquals": ["Lambda.TooManyRequestsException"],
            "Assign": {"has_run": "{% $states.context.State.RetryCount > 3 %}"},
        }]})
    }

    fn finds(state: &Value, told: &str) {
        let found = check("x", "s", state);
        assert!(found.len() == 1 && found[0].contains(told), "{found:?}");
    }

    #[test]
    fn complete_task_has_no_findings() {
        assert_eq!(check("x", "s", &task()), Vec::<String>::new());
        let direct = json!({"Type": "Task", "Resource": "arn:${P}:states:::dynamodb:putItem", "Retry": [
            {"ErrorEquals": DYNAMODB_THROTTLING, "MaxAttempts": 3, "JitterStrategy": "FULL"}]});
        assert_eq!(check("x", "s", &direct), Vec::<String>::new());
    }

    #[test]
    fn each_fault_and_each_throttling_is_retried() {
        for fault in FAULTS {
            let mut some = task();
            some["Retry"][0]["ErrorEquals"] = FAULTS.into_iter().filter(|one| *one != fault).collect();
            finds(&some, &format!("does not retry {fault}"));
        }
        for (index, error) in THROTTLING.into_iter().enumerate() {
            let mut some = task();
            some["Catch"] = json!([]);
            some["Retry"].as_array_mut().unwrap().remove(index + 1);
            finds(&some, &format!("does not retry {error}"));
        }
    }

    #[test]
    fn throttling_has_an_entry_of_its_own() {
        let mut mixed = task();
        mixed["Retry"][1]["ErrorEquals"] = json!(["TooManyAttempts", "Unavailable"]);
        finds(&mixed, "retries Unavailable like throttling");
        for (field, value) in [("MaxAttempts", json!(2)), ("JitterStrategy", json!("NONE"))] {
            let mut hasty = task();
            hasty["Retry"][1][field] = value;
            finds(&hasty, "less than 3 times or without jitter");
        }
    }

    #[test]
    fn retry_count_is_compared_with_max_attempts() {
        let mut other = task();
        other["Retry"][2]["MaxAttempts"] = json!(4);
        finds(&other, "compares RetryCount");
    }
}
