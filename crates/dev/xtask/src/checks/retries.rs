//! The retries of Task states: every transient fault is retried; throttling has its own entry, with more retries and
//! jitter.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::checks::Findings;
use crate::checks::template::each;

/// Transient faults of a function: of Lambda itself, by the names that Step Functions uses, and of a process that was
/// killed or exited (Step Functions Developer Guide, "Handle Lambda service exceptions"; the names for a killed process
/// are those of the package `fatalerror` of Lambda's runtime interface emulator, or `Lambda.Unknown`).
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

/// Throttling by a function, or by Lambda itself.
const THROTTLING: [&str; 2] = ["TooManyAttempts", "Lambda.TooManyRequestsException"];

/// Throttling by DynamoDB.
const DYNAMODB_THROTTLING: [&str; 4] = [
    "DynamoDB.ProvisionedThroughputExceededException",
    "DynamoDB.ThrottlingException",
    "DynamoDB.RequestLimitExceeded",
    "DynamoDB.RequestLimitExceededException",
];

/// The minimum number of retries after throttling.
const MIN_RETRIES: u64 = 3;

/// The findings about one state.
pub fn check(file: &str, name: &str, state: &Value) -> Findings {
    if state["Type"] != "Task" {
        return Findings::new();
    }
    let (faults, throttling) = expected(state["Resource"].as_str().unwrap_or_default());
    let retries = || each(&state["Retry"]);
    let named: BTreeSet<&str> = retries().flat_map(names).collect();
    let missing = faults.iter().chain(throttling).filter(|error| !named.contains(*error));
    let mut findings: Findings =
        missing.map(|error| format!("{file}: `{name}` does not retry {error}: add it to its Retry")).collect();
    for retry in retries().filter(|retry| names(retry).any(|error| throttling.contains(&error))) {
        if let Some(other) = names(retry).find(|error| !throttling.contains(error)) {
            findings
                .push(format!("{file}: `{name}` retries {other} in an entry for throttling: move it to another entry"));
        }
        if retry["MaxAttempts"].as_u64().is_none_or(|attempts| attempts < MIN_RETRIES)
            || retry["JitterStrategy"] != "FULL"
        {
            findings.push(format!(
                "{file}: `{name}` must retry throttling with MaxAttempts {MIN_RETRIES} or more and JitterStrategy FULL"
            ));
        }
    }
    findings.extend(each(&state["Catch"]).filter_map(|catch| retry_count_differs(file, name, state, catch)));
    findings
}

/// The faults and the throttling errors that a call of this resource can end with.
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

/// A Catch may compare `RetryCount > n` to find out whether another error than its own was retried. Then it must catch
/// one error, and n must be the `MaxAttempts` of the Retry for that error alone.
fn retry_count_differs(file: &str, name: &str, state: &Value, catch: &Value) -> Option<String> {
    let text = catch["Assign"].to_string();
    let limit = text.split_once("RetryCount > ")?.1.split(|c: char| !c.is_ascii_digit()).next()?.parse::<u64>().ok();
    let alone = each(&state["Retry"]).find(|retry| retry["ErrorEquals"] == catch["ErrorEquals"]);
    let attempts = alone.and_then(|retry| retry["MaxAttempts"].as_u64());
    let is_right = names(catch).count() == 1 && limit.is_some() && limit == attempts;
    (!is_right).then(|| {
        format!(
            "{file}: `{name}` compares RetryCount with another number than the MaxAttempts of the error that it catches"
        )
    })
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

    fn finds(state: &Value, message: &str) {
        let found = check("x", "s", state);
        assert!(found.len() == 1 && found[0].contains(message), "{found:?}");
    }

    #[test]
    fn complete_task_has_no_findings() {
        assert_eq!(check("x", "s", &task()), Vec::<String>::new());
        let direct = json!({"Type": "Task", "Resource": "arn:${P}:states:::dynamodb:putItem", "Retry": [
            {"ErrorEquals": DYNAMODB_THROTTLING, "MaxAttempts": 3, "JitterStrategy": "FULL"}]});
        assert_eq!(check("x", "s", &direct), Vec::<String>::new());
    }

    #[test]
    fn error_that_is_not_retried_is_found() {
        for fault in FAULTS {
            let mut incomplete = task();
            incomplete["Retry"][0]["ErrorEquals"] = FAULTS.into_iter().filter(|one| *one != fault).collect();
            finds(&incomplete, &format!("does not retry {fault}"));
        }
        for (index, error) in THROTTLING.into_iter().enumerate() {
            let mut incomplete = task();
            incomplete["Catch"] = json!([]);
            incomplete["Retry"].as_array_mut().unwrap().remove(index + 1);
            finds(&incomplete, &format!("does not retry {error}"));
        }
    }

    #[test]
    fn throttling_in_a_shared_entry_is_found() {
        let mut mixed = task();
        mixed["Retry"][1]["ErrorEquals"] = json!(["TooManyAttempts", "Unavailable"]);
        finds(&mixed, "retries Unavailable in an entry for throttling");
        for (field, value) in [("MaxAttempts", json!(2)), ("JitterStrategy", json!("NONE"))] {
            let mut wrong = task();
            wrong["Retry"][1][field] = value;
            finds(&wrong, "MaxAttempts 3 or more and JitterStrategy FULL");
        }
    }

    #[test]
    fn wrong_retry_count_is_found() {
        let mut other = task();
        other["Retry"][2]["MaxAttempts"] = json!(4);
        finds(&other, "compares RetryCount");
    }
}
