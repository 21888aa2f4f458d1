//! The number of invocations and the logged bytes of functions, from their logs.
//!
//! The emulator writes a START line for each invocation. It sometimes assigns a request line to the next invocation. So
//! the START lines are counted, and each is assumed to have one request line of the function's usual length.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::count::FunctionCount;
use usher_end_to_end::stack::Stack;

/// The length of each function's request line, once one was seen.
#[derive(Debug, Default)]
pub(super) struct Invocations(BTreeMap<String, u64>);

impl Invocations {
    /// The invocations in these log lines, given with their log streams; `None` after a cold start, or if the length of
    /// a function's request line is not known yet.
    pub fn counted(&mut self, stack: &Stack, lines: &[(String, String)]) -> Option<BTreeMap<String, FunctionCount>> {
        let mut functions = BTreeMap::<String, FunctionCount>::new();
        for (stream, line) in lines {
            let name = function(stack, stream);
            match serde_json::from_str(line) {
                Ok(line) => self.note_length(name, line)?,
                Err(_) => functions.entry(name).or_default().invocations += 1,
            }
        }
        for (name, function) in &mut functions {
            function.log_bytes = function.invocations * self.0.get(name)?;
        }
        Some(functions)
    }

    fn note_length(&mut self, function: String, mut line: Value) -> Option<()> {
        if line["cold_start"] == json!(true) {
            return None;
        }
        // The two fields of variable length.
        line["time"] = json!("2026-11-22T12:00:00.123Z");
        line["duration_ms"] = json!(10.25);
        self.0.insert(function, line.to_string().len() as u64);
        Some(())
    }
}

/// Of `/aws/lambda/usher/2026/11/22/usher-session-me[$LATEST]0123456789abcdef`, `session-me`.
fn function(stack: &Stack, stream: &str) -> String {
    let name = stream.rsplit('/').next().and_then(|name| name.split('[').next());
    let name = name.and_then(|name| name.strip_prefix(&stack.prefix()));
    name.expect("a log stream is named after its stack and function").to_owned()
}
