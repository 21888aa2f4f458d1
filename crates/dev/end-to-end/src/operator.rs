//! The operator's access to the stack: its content, logs, permissions and configuration. The commands are in
//! `tools/operate.py`, which runs in the emulator's Python environment.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::stack::{Stack, checkout};

/// The places in the stack that contain each of these texts; a text that is nowhere has no entry. `kinds` is `all`, or
/// some of `rows,objects,logs,executions,mails,people`.
#[must_use]
pub fn places_of(stack: &Stack, kinds: &str, texts: &[&str]) -> BTreeMap<String, Vec<String>> {
    let mut places = BTreeMap::<String, Vec<String>>::new();
    for line in run(stack, &[&["sweep", kinds], texts].concat()) {
        let (text, place) = serde_json::from_str(&line).unwrap();
        places.entry(text).or_default().push(place);
    }
    places
}

/// The request lines of this route for requests that began since then. The platform may log a line late, so the time of
/// logging does not count.
#[must_use]
pub fn request_lines_begun_since(stack: &Stack, route: &str, since: OffsetDateTime) -> Vec<Value> {
    let began = |line: &Value| OffsetDateTime::parse(line["time"].as_str().unwrap(), &Rfc3339).unwrap();
    // Lines have milliseconds.
    let since = since.truncate_to_millisecond();
    let lines = request_lines_since(stack, since).into_iter();
    lines.filter(|line| line["route"] == route && began(line) >= since).collect()
}

/// The lines `START …` and the request lines that functions logged since then, each with its log stream.
#[must_use]
pub fn invocations_since(stack: &Stack, time: OffsetDateTime) -> Vec<(String, String)> {
    let milliseconds = (time.unix_timestamp_nanos() / 1_000_000).to_string();
    let lines = run(stack, &["invocations-since", &milliseconds]);
    lines.iter().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// The request lines that all functions logged since then, oldest first.
#[must_use]
pub fn request_lines_since(stack: &Stack, since: OffsetDateTime) -> Vec<Value> {
    let milliseconds = since.unix_timestamp_nanos() / 1_000_000;
    let lines = run(stack, &["requests-since", &milliseconds.to_string()]);
    lines.iter().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Every method on every path of the deployed API (`GET /user/{email}`), except `ANY`.
#[must_use]
pub fn routes(stack: &Stack) -> Vec<String> {
    run(stack, &["routes", &stack.outputs.api_id])
}

/// Invokes the function (`report-failed-erasure`) asynchronously with this event, as `EventBridge` does.
pub fn invoke_later(stack: &Stack, function: &str, event: &Value) {
    run(stack, &["invoke", function, &event.to_string()]);
}

/// The messages in a queue, without deleting them.
#[must_use]
pub fn messages(stack: &Stack, queue: &str) -> Vec<Value> {
    run(stack, &["messages", queue]).iter().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// A denied permission of a function, until it is dropped.
#[derive(Debug)]
pub struct Denied<'a> {
    stack: &'a Stack,
    function: &'static str,
}

impl<'a> Denied<'a> {
    /// Denies the action (`dynamodb:PutItem`) to the function (`create-user-record`).
    #[must_use]
    pub fn new(stack: &'a Stack, function: &'static str, action: &str) -> Self {
        run(stack, &["deny", function, action]);
        Self { stack, function }
    }
}

impl Drop for Denied<'_> {
    fn drop(&mut self) {
        run(self.stack, &["allow", self.function]);
    }
}

/// The services that functions call, as named in `AWS_ENDPOINT_URL_<service>`.
const SERVICES: [&str; 5] = ["COGNITO_IDENTITY_PROVIDER", "DYNAMODB", "S3", "SESV2", "SFN"];

/// The environment variables that send all AWS calls to this URL. `AWS_ENDPOINT_URL` would not do: the emulator sets
/// it.
#[must_use]
pub fn through(url: &str) -> Value {
    SERVICES.iter().map(|service| (format!("AWS_ENDPOINT_URL_{service}"), json!(url))).collect()
}

/// Changed environment variables of functions, until it is dropped.
#[derive(Debug)]
pub struct Configured<'a> {
    stack: &'a Stack,
    before: Value,
}

impl<'a> Configured<'a> {
    /// Sets the variables of each function whose name has this ending (`-call-services`).
    #[must_use]
    pub fn new(stack: &'a Stack, function: &str, variables: &Value) -> Self {
        Self::each(stack, &json!({ function: variables }))
    }

    /// Sets variables of functions; `changes` maps the ending of a name to an object of variables.
    #[must_use]
    pub fn each(stack: &'a Stack, changes: &Value) -> Self {
        let [before] = run(stack, &["configure", &changes.to_string()]).try_into().expect("one line");
        let before: Value = serde_json::from_str(&before).unwrap();
        assert!(before.as_object().is_some_and(|functions| !functions.is_empty()), "some function matches {changes}");
        Self { stack, before }
    }
}

impl Drop for Configured<'_> {
    fn drop(&mut self) {
        run(self.stack, &["configure", &self.before.to_string()]);
    }
}

fn run(stack: &Stack, arguments: &[&str]) -> Vec<String> {
    python(stack, Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tools/operate.py")), arguments)
}

/// Runs a script as the stack's root user and returns the lines that it prints.
pub(crate) fn python(stack: &Stack, script: &Path, arguments: &[&str]) -> Vec<String> {
    let output = Command::new(checkout().join(".local/python/emulator/bin/python"))
        .arg(script)
        .args(arguments)
        .envs(stack.environment())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect()
}
