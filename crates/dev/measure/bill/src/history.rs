//! What a workflow did, from its execution history. The emulator also has one of Express executions, and omits the
//! states of parallel branches (see `branches`).

use std::collections::BTreeMap;

use aws_sdk_sfn::Client;
use aws_sdk_sfn::types::{HistoryEvent, StateEnteredEventDetails};
use serde_json::Value;
use usher_testkit::aws_proxy::AwsCall;

use super::branches::Definition;
use super::count::{Kind, WorkflowCount};
use usher_end_to_end::stack::Stack;

/// The execution that a call started, if it did start one.
pub(super) async fn started(stack: &Stack, call: &AwsCall) -> Option<WorkflowCount> {
    let kind = match call.operation.as_str() {
        "StartSyncExecution" => Kind::Express,
        "StartExecution" => Kind::Standard,
        _ => return None,
    };
    let answer: Value = serde_json::from_slice(&call.answer).unwrap();
    let arn = answer["executionArn"].as_str().expect("the response has an executionArn");
    let events = events(stack, arn).await;
    let name = state_machine(stack, arn);
    let definition = Definition::of(&name);
    let states: Vec<_> = events.iter().filter_map(entered).flat_map(|state| definition.with_branches(state)).collect();
    let tasks = events.iter().filter_map(HistoryEvent::task_scheduled_event_details).count();
    assert_eq!(states.iter().filter(|state| state.is_task).count(), tasks, "the number of tasks that {name} ran");
    let calls = tally(events.iter().filter_map(own_call));
    Some(WorkflowCount { name, kind, states: tally(states.into_iter().map(|state| state.name)), calls })
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
