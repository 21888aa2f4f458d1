//! What a workflow did, from its execution history. The emulator also has one of Express executions, and omits the
//! states of parallel branches (see `branches`).

use std::collections::BTreeMap;
use std::time::Duration;

use aws_sdk_sfn::Client;
use aws_sdk_sfn::types::{ExecutionStatus, HistoryEvent, StateEnteredEventDetails, StateMachineType};
use serde_json::Value;
use usher_testkit::aws_proxy::AwsCall;

use super::branches::Definition;
use super::count::{Kind, WorkflowCount};
use usher_end_to_end::stack::Stack;
use usher_end_to_end::wait::wait_for;

/// The maximum time that executions of other tests may take.
const IDLE_TIMEOUT: Duration = Duration::from_mins(2);

/// The execution that a call started, if it did start one.
pub(super) async fn started(stack: &Stack, call: &AwsCall) -> Option<WorkflowCount> {
    if !["StartSyncExecution", "StartExecution"].contains(&call.operation.as_str()) {
        return None;
    }
    let answer: Value = serde_json::from_slice(&call.answer).unwrap();
    let arn = answer["executionArn"].as_str().expect("the response has an executionArn");
    let events = events(stack, arn).await;
    let name = state_machine(stack, arn);
    let kind = kind(stack, &name).await;
    let definition = Definition::of(&name);
    let states: Vec<_> = events.iter().filter_map(entered).flat_map(|state| definition.with_branches(state)).collect();
    let tasks = events.iter().filter_map(HistoryEvent::task_scheduled_event_details).count();
    assert_eq!(states.iter().filter(|state| state.is_task).count(), tasks, "the number of tasks that {name} ran");
    let calls = tally(events.iter().filter_map(own_call));
    Some(WorkflowCount { name, kind, states: tally(states.into_iter().map(|state| state.name)), calls })
}

async fn kind(stack: &Stack, name: &str) -> Kind {
    let client = Client::new(stack.connection().sdk());
    let described = client.describe_state_machine().state_machine_arn(stack.state_machine(name)).send().await.unwrap();
    if described.r#type == StateMachineType::Express { Kind::Express } else { Kind::Standard }
}

/// Waits until no execution of this state machine is running.
pub(super) async fn wait_until_idle(stack: &Stack, name: &str) {
    let client = Client::new(stack.connection().sdk());
    let is_idle = async || {
        let list = client.list_executions().state_machine_arn(stack.state_machine(name));
        let running = list.status_filter(ExecutionStatus::Running).send().await.unwrap();
        running.executions().is_empty().then_some(())
    };
    wait_for(IDLE_TIMEOUT, is_idle).await;
}

fn entered(event: &HistoryEvent) -> Option<&str> {
    event.state_entered_event_details().map(StateEnteredEventDetails::name)
}

async fn events(stack: &Stack, arn: &str) -> Vec<HistoryEvent> {
    let client = Client::new(stack.connection().sdk());
    let pages = client.get_execution_history().execution_arn(arn).max_results(1000);
    pages.into_paginator().items().send().collect::<Result<_, _>>().await.unwrap()
}

/// `arn:aws:states:us-east-1:123456789012:execution:usher-erase-user:<name>`
fn state_machine(stack: &Stack, arn: &str) -> String {
    let name = arn.split(':').nth(6).expect("an execution's ARN has the name of its state machine");
    name.strip_prefix(&stack.prefix()).expect("a state machine's name starts with the stack's").to_owned()
}

/// The AWS call that a task makes without a function: its resource is `arn:aws:states:::dynamodb:deleteItem`.
fn own_call(event: &HistoryEvent) -> Option<String> {
    let resource = event.task_scheduled_event_details()?.resource();
    let (service, action) = resource.strip_prefix("arn:aws:states:::")?.split_once(':')?;
    let (first, rest) = action.split_at(1);
    Some(format!("{service}:{}{rest}", first.to_uppercase()))
}

/// The number of occurrences of each name.
pub(super) fn tally(names: impl Iterator<Item = String>) -> BTreeMap<String, u64> {
    let mut tally = BTreeMap::new();
    for name in names {
        *tally.entry(name).or_default() += 1;
    }
    tally
}
