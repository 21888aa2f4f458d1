//! Every AWS call of an erasure fails once, and the erasure still completes. With `USHER_FAULTS=full` each call fails
//! in each of four ways. Meanwhile all functions call AWS through a proxy.

use serde_json::json;
use usher_end_to_end::erasing::{Marked, erasures};
use usher_end_to_end::fault_walk::{KINDS, Size};
use usher_end_to_end::http::Caller;
use usher_end_to_end::operator::{Configured, places_of, through};
use usher_end_to_end::services::{Behavior, Running};
use usher_end_to_end::stack::Stack;
use usher_testkit::aws_proxy::{AwsProxy, Fault};

/// What an erasure needed to complete.
#[derive(Debug, Default)]
struct Outcome {
    was_retried: bool,
    was_redriven: bool,
}

/// Runs one erasure from the request to its end. A request that gets an error is retried, a failed workflow
/// redriven.
async fn erase(stack: &Stack, marked: &Marked) -> Outcome {
    let caller = Caller::of(stack);
    let mut outcome = Outcome::default();
    let ask = || caller.send("DELETE", "/user/delete", Some(&marked.bearer()), None).status;
    let status = ask();
    if status != 200 {
        assert_eq!(status, 500);
        outcome.was_retried = true;
        // 401: the workflow was started, and the user is hidden already.
        assert!([200, 401].contains(&ask()));
    }
    let stopped = marked.wait_until_stopped(stack).await;
    if !stopped.has_succeeded() {
        outcome.was_redriven = true;
        erasures(stack).resume(&marked.erasure_id(stack).await, &stopped).await.unwrap();
        marked.wait_until_erased(stack).await;
    }
    outcome
}

#[tokio::test]
async fn erasure_completes_after_any_fault() {
    let (stack, size) = (Stack::under_test(), Size::from_environment());
    let proxy = AwsProxy::start(stack.emulator()).unwrap();
    let recipient = Running::new(&stack, Behavior::Queues).await;
    let _configured = Configured::new(&stack, "", &through(&proxy.url()));
    // Warms up the functions, so that each run makes the same calls.
    erase(&stack, &Marked::new(&stack).await).await;

    let marked = Marked::new(&stack).await;
    proxy.record(None);
    erase(&stack, &marked).await;
    let calls = proxy.calls();
    println!("an erasure makes {} AWS calls:", calls.len());
    for (number, call) in calls.iter().enumerate() {
        println!("  {:>2} {call}", number + 1);
    }
    assert!(calls.len() > 20, "the AWS calls go through the proxy");

    let (mut was_retried, mut was_redriven) = (0, 0);
    let mut erased_people = Vec::new();
    for call in 1..=calls.len() {
        for kind in size.kinds(&KINDS, 0, call) {
            let marked = Marked::new(&stack).await;
            let delivered = recipient.message_ids().len();
            proxy.record(Some(Fault { call, kind }));
            let outcome = erase(&stack, &marked).await;
            proxy.record(None);
            let id = marked.erasure_id(&stack).await;
            let ids = recipient.message_ids().split_off(delivered);
            assert!(!ids.is_empty() && ids.iter().all(|one| one == id.as_str()), "{kind:?} {call}: {ids:?}");
            assert!(marked.certificate(&stack).await.is_some(), "{kind:?} {call}");
            was_retried += usize::from(outcome.was_retried);
            was_redriven += usize::from(outcome.was_redriven);
            erased_people.push(marked);
        }
    }
    println!(
        "{} runs: {} by retries alone, {was_retried} after a retry of the request, {was_redriven} after a redrive",
        erased_people.len(),
        erased_people.len() - was_retried - was_redriven,
    );
    let texts: Vec<_> = erased_people.iter().flat_map(Marked::texts).collect();
    let texts: Vec<_> = texts.iter().map(String::as_str).collect();
    let left: Vec<_> = places_of(&stack, "rows,objects,logs,people", &texts)
        .into_values()
        .flatten()
        .filter(|place| !place.contains("/acceptances/"))
        .collect();
    assert_eq!(json!(left), json!([]), "no data of any erased user is left");
}
