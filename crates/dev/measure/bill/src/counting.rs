//! Counts an operation on a running stack.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::time::Duration;

use aws_sdk_sfn::Client;
use aws_sdk_sfn::types::ExecutionStatus;
use usher_testkit::aws_proxy::AwsCall;

use super::count::{Count, FunctionCount, WorkflowCount};
use super::history::{self, tally};
use super::invocations::Invocations;
use super::meters::Meters;
use super::operations::Scene;
use super::units::Units;
use usher_end_to_end::clock::now;
use usher_end_to_end::crowd::Crowd;
use usher_end_to_end::operator::invocations_since;
use usher_end_to_end::services::{Behavior, Running, Unregistered};
use usher_end_to_end::stack::Stack;
use usher_end_to_end::wait::wait_for;

/// How long erasures of other tests may take to end.
const TIMEOUT: Duration = Duration::from_mins(2);

/// More users than the read of a page takes, so that a page costs the same whatever other users there are.
const CROWD: usize = 40;

/// How often an operation is run at most until two runs in a row agree.
const RUNS: usize = 8;

/// It looks at the queue again and again until each service has answered. How often depends on the time alone, so that
/// looking again is not counted.
const LOOKS_AGAIN: (&str, &str) = ("removal-remove", "GetItem");

/// All that counting needs. While it lives, functions call AWS through proxies, and there is one downstream service.
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
    /// Waits until nothing else goes on, and gets ready.
    pub async fn new(stack: &'a Stack) -> Self {
        wait_until_nobody_is_erased(stack).await;
        let others = Unregistered::all(stack).await;
        let service = Running::new(stack, Behavior::Queues).await;
        let meters = Meters::new(stack);
        let (scene, invocations) = (Scene::new(stack), Mutex::default());
        let mut crowd = Crowd::of_one(stack).await;
        crowd.grow_to(CROWD).await;
        Self { stack, scene, meters, invocations, crowd, _service: service, _others: others }
    }

    /// Leaves the stack as it was.
    pub async fn end(self) {
        self.crowd.disperse().await;
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
            let calls = without_looking_again(&name, calls);
            for call in &calls {
                let units = Units::of(call);
                count.read_units += units.read;
                count.write_units += units.write;
                if let Some(workflow) = history::started(self.stack, call).await {
                    count.write_units += writes_of(&workflow);
                    count.workflow = Some(workflow);
                }
            }
            count.functions.entry(name).or_default().calls = tally(calls.iter().map(ToString::to_string));
        }
        count
    }
}

/// What workflows write themselves is smaller than a KB, and changes nothing in an index.
#[expect(clippy::cast_precision_loss, reason = "nothing here is counted to 2^52")]
fn writes_of(workflow: &WorkflowCount) -> f64 {
    workflow.calls.values().sum::<u64>() as f64
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
    wait_for(TIMEOUT, nobody).await;
}
