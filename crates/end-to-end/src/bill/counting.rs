//! Counts an operation on a running stack.

use std::collections::BTreeMap;
use std::time::Duration;

use aws_sdk_sfn::Client;
use aws_sdk_sfn::types::ExecutionStatus;
use serde_json::{Value, json};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use usher_testkit::aws_proxy::AwsCall;

use super::count::{Count, FunctionCount};
use super::history::{self, tally};
use super::meters::Meters;
use super::operations::Scene;
use super::units::Units;
use crate::operator::request_lines_since;
use crate::services::{Behaviour, Running, Unregistered};
use crate::stack::Stack;
use crate::wait::wait_for;

/// How long erasures of other tests may take to end.
const PATIENCE: Duration = Duration::from_mins(2);

/// How often an operation is run at most until two runs in a row agree.
const RUNS: usize = 6;

/// It looks at the queue again and again until each service has answered. How often depends on the time alone, so that
/// looking again is not counted.
const LOOKS_AGAIN: (&str, &str) = ("removal-remove", "GetItem");

/// All that counting needs. While it lives, functions call AWS through proxies, and there is one downstream service.
pub struct Counting<'a> {
    stack: &'a Stack,
    scene: Scene<'a>,
    meters: Meters<'a>,
    _service: Running,
    _others: Unregistered,
}

impl<'a> Counting<'a> {
    /// Waits until nothing else goes on, and gets ready.
    pub async fn new(stack: &'a Stack) -> Self {
        wait_until_nobody_is_erased(stack).await;
        let others = Unregistered::all(stack).await;
        let service = Running::new(stack, Behaviour::Queues).await;
        let meters = Meters::new(stack);
        Self { stack, scene: Scene::new(stack), meters, _service: service, _others: others }
    }

    /// What the operation consumes: two runs in a row have to agree, both without a cold start.
    ///
    /// # Panics
    /// If they never do.
    pub async fn count(&self, operation: &str) -> Count {
        let mut last = None;
        for _run in 0..RUNS {
            let counted = self.run(operation).await;
            match counted {
                Some(counted) if last.as_ref() == Some(&counted) => return counted,
                counted => last = counted,
            }
        }
        panic!("{operation}: no two of {RUNS} runs agree, or always a function starts cold; the last: {last:?}");
    }

    /// `None` if a function had to start.
    async fn run(&self, operation: &str) -> Option<Count> {
        let request = self.scene.prepare(operation).await;
        self.meters.restart();
        let begun = now();
        request.send(self.stack).await;
        let calls = self.meters.calls();
        let lines = request_lines_since(self.stack, &begun);
        self.counted(&lines, calls).await
    }

    async fn counted(&self, lines: &[(String, String)], calls: BTreeMap<String, Vec<AwsCall>>) -> Option<Count> {
        let mut count = Count::default();
        for (group, line) in lines {
            let mut line: Value = serde_json::from_str(line).unwrap();
            if line["cold_start"] == json!(true) {
                return None;
            }
            // Two fields whose length differs from call to call.
            line["time"] = json!("2026-11-22T12:00:00.123Z");
            line["duration_ms"] = json!(10.25);
            let function = count.functions.entry(self.function(group)).or_default();
            function.invocations += 1;
            function.log_bytes += line.to_string().len() as u64;
        }
        for (name, calls) in calls {
            let calls = without_looking_again(&name, calls);
            for call in &calls {
                let units = Units::of(call);
                count.read_units += units.read;
                count.write_units += units.write;
                if let Some(workflow) = history::started(self.stack, call).await {
                    // What workflows write themselves is smaller than a KB, and in no index.
                    count.write_units +=
                        workflow.calls.values().map(|times| f64::from(u32::try_from(*times).unwrap())).sum::<f64>();
                    count.workflow = Some(workflow);
                }
            }
            let function: &mut FunctionCount = count.functions.entry(name).or_default();
            function.calls = tally(calls.iter().map(ToString::to_string));
        }
        Some(count)
    }

    /// `/aws/lambda/usher-session-me`
    fn function(&self, group: &str) -> String {
        let name = group.strip_prefix("/aws/lambda/").and_then(|name| name.strip_prefix(&self.stack.prefix()));
        name.expect("a log group is called after stack and function").to_owned()
    }
}

fn without_looking_again(function: &str, mut calls: Vec<AwsCall>) -> Vec<AwsCall> {
    let looks = |call: &AwsCall| (function, call.operation.as_str()) == LOOKS_AGAIN;
    calls.dedup_by(|later, earlier| looks(later) && looks(earlier));
    calls
}

async fn wait_until_nobody_is_erased(stack: &Stack) {
    let client = Client::new(stack.connection().sdk());
    let nobody = async || {
        let list = client.list_executions().state_machine_arn(&stack.outputs.erase_user_state_machine);
        let running = list.status_filter(ExecutionStatus::Running).send().await.unwrap();
        running.executions().is_empty().then_some(())
    };
    wait_for(PATIENCE, nobody).await;
}

/// To the millisecond, as the functions note it.
#[expect(clippy::disallowed_methods, reason = "the functions' lines have the real time")]
fn now() -> String {
    let now = OffsetDateTime::now_utc();
    now.replace_millisecond(now.millisecond()).unwrap().format(&Rfc3339).unwrap()
}
