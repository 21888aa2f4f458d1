//! Counts what an operation consumes on a running stack.

use std::collections::BTreeMap;
use std::sync::Mutex;

use usher_testkit::aws_proxy::AwsCall;

use super::count::{Count, FunctionCount, WorkflowCount};
use super::history::{self, tally, wait_until_idle};
use super::invocations::Invocations;
use super::meters::Meters;
use super::operations::Scene;
use super::units::Units;
use usher_end_to_end::clock::now;
use usher_end_to_end::crowd::Crowd;
use usher_end_to_end::operator::invocations_since;
use usher_end_to_end::services::{Behavior, Running, Unregistered};
use usher_end_to_end::stack::Stack;

/// More users than the read of one page, so that a page costs the same whatever other users exist.
const CROWD: usize = 40;

/// The maximum number of runs of an operation until two successive ones agree.
const MAX_RUNS: usize = 8;

/// The function and the call that poll the removal queue until each service has confirmed. Their number depends on
/// timing, so only the first of successive calls is counted.
const POLLING: (&str, &str) = ("removal-remove", "GetItem");

/// Counts operations. Until it is dropped, functions call AWS through proxies, and one downstream service is
/// registered.
pub struct Counting<'a> {
    stack: &'a Stack,
    scene: Scene<'a>,
    meters: Meters<'a>,
    invocations: Mutex<Invocations>,
    crowd: Crowd,
    _service: Running,
    _others: Unregistered,
}

impl<'a> Counting<'a> {
    /// Waits until no erasure is running, then prepares the stack.
    pub async fn new(stack: &'a Stack) -> Self {
        wait_until_idle(stack, "erase-user").await;
        let others = Unregistered::all(stack).await;
        let service = Running::new(stack, Behavior::Queues).await;
        let meters = Meters::new(stack);
        let (scene, invocations) = (Scene::new(stack), Mutex::default());
        let mut crowd = Crowd::of_one(stack).await;
        crowd.grow_to(CROWD).await;
        Self { stack, scene, meters, invocations, crowd, _service: service, _others: others }
    }

    /// Removes the users that were created for counting.
    pub async fn end(self) {
        self.crowd.disperse().await;
    }

    /// What the operation consumes: two successive runs must agree, both without a cold start.
    ///
    /// # Panics
    /// If they never do.
    pub async fn count(&self, operation: &str) -> Count {
        let mut last = None;
        for _run in 0..MAX_RUNS {
            let counted = self.run(operation).await;
            match counted {
                Some(counted) if last.as_ref() == Some(&counted) => return counted,
                counted => last = counted,
            }
        }
        panic!(
            "{operation}: no two successive runs of {MAX_RUNS} agree, or each had a cold start; the last one: {last:?}"
        );
    }

    /// One run; `None` if it had a cold start.
    async fn run(&self, operation: &str) -> Option<Count> {
        let request = self.scene.prepare(operation).await;
        self.meters.restart();
        let begun = now();
        request.send(self.stack).await;
        let calls = self.meters.calls();
        let lines = invocations_since(self.stack, begun);
        let functions = self.invocations.lock().unwrap().counted(self.stack, &lines)?;
        Some(self.counted(functions, calls).await)
    }

    async fn counted(
        &self,
        functions: BTreeMap<String, FunctionCount>,
        calls: BTreeMap<String, Vec<AwsCall>>,
    ) -> Count {
        let mut count = Count { functions, ..Count::default() };
        for (name, calls) in calls {
            let calls = without_polling(&name, calls);
            for call in &calls {
                let units = Units::of(call);
                count.read_units += units.read;
                count.write_units += units.write;
                if let Some(workflow) = history::started(self.stack, call).await {
                    count.write_units += write_units_of(&workflow);
                    count.workflow = Some(workflow);
                }
            }
            count.functions.entry(name).or_default().calls = tally(calls.iter().map(ToString::to_string));
        }
        count
    }
}

/// Each write of a row by a workflow itself is one unit: its rows are smaller than 1 KB and not in an index.
#[expect(clippy::cast_precision_loss, reason = "nothing here is counted to 2^52")]
fn write_units_of(workflow: &WorkflowCount) -> f64 {
    let writes = workflow.calls.iter().filter(|(call, _)| call.starts_with("dynamodb:"));
    writes.map(|(_, times)| times).sum::<u64>() as f64
}

fn without_polling(function: &str, mut calls: Vec<AwsCall>) -> Vec<AwsCall> {
    let is_poll = |call: &AwsCall| (function, call.operation.as_str()) == POLLING;
    calls.dedup_by(|later, earlier| is_poll(later) && is_poll(earlier));
    calls
}
