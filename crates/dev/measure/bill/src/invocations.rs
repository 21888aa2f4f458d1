//! How often functions were invoked and how much they logged, from their logs.
//!
//! The emulator writes a line START for each invocation. The request line it sometimes reads too late, and then has it among
//! the lines of the next invocation; so the lines START are counted, and each is taken to have the function's request line.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::count::FunctionCount;
use usher_end_to_end::stack::Stack;

/// How long the request line of each function is, so far as it has been seen.
#[derive(Debug, Default)]
pub(super) struct Invocations(BTreeMap<String, u64>);

impl Invocations {
    /// The invocations in these lines, each with its log group; `None` if a function had to start, or logged nothing yet.
    pub fn counted(&mut self, stack: &Stack, lines: &[(String, String)]) -> Option<BTreeMap<String, FunctionCount>> {
        let mut functions = BTreeMap::<String, FunctionCount>::new();
        for (group, line) in lines {
            let name = function(stack, group);
            match serde_json::from_str(line) {
                Ok(line) => self.learn(name, line)?,
                Err(_) => functions.entry(name).or_default().invocations += 1,
            }
        }
        for (name, function) in &mut functions {
            function.log_bytes = function.invocations * self.0.get(name)?;
        }
        Some(functions)
    }

    fn learn(&mut self, function: String, mut line: Value) -> Option<()> {
        if line["cold_start"] == json!(true) {
            return None;
        }
        // The two fields whose length differs from call to call.
        line["time"] = json!("2026-11-22T12:00:00.123Z");
        line["duration_ms"] = json!(10.25);
        self.0.insert(function, line.to_string().len() as u64);
        Some(())
    }
}

/// `/aws/lambda/usher-session-me`
fn function(stack: &Stack, group: &str) -> String {
    let name = group.strip_prefix("/aws/lambda/").and_then(|name| name.strip_prefix(&stack.prefix()));
    name.expect("a log group is called after stack and function").to_owned()
}
