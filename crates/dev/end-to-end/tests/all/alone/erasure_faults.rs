//! Every call of AWS that an erasure makes fails once, and the erasure completes all the same; with `USHER_FAULTS=full` in
//! each of four ways. All functions call AWS through a proxy while it runs.

use serde_json::json;
use usher_end_to_end::erasing::{Marked, erasures};
use usher_end_to_end::fault_walk::{KINDS, Size};
use usher_end_to_end::http::Caller;
use usher_end_to_end::operator::{Configured, places_of, through};
use usher_end_to_end::services::{Behaviour, Running};
use usher_end_to_end::stack::Stack;
use usher_testkit::aws_proxy::{AwsProxy, Fault};

/// How an erasure came to its end.
#[derive(Debug, Default)]
struct Outcome {
    asked_again: bool,
    redriven: bool,
}

/// One erasure, from the request to its end; the person asks again if they were answered with an error.
async fn erase(stack: &Stack, marked: &Marked) -> Outcome {
    let caller = Caller::of(stack);
    let mut outcome = Outcome::default();
    let ask = || caller.send("DELETE", "/user/delete", Some(&marked.bearer()), None).status;
    let status = ask();
    if status != 200 {
        assert_eq!(status, 500);
        outcome.asked_again = true;
        // Who is hidden already need not ask: the workflow was started before.
        assert!([200, 401].contains(&ask()));
    }
    let stopped = marked.wait_until_stopped(stack).await;
    if !stopped.has_succeeded() {
        outcome.redriven = true;
        erasures(stack).go_on(&marked.erasure_id(stack).await, &stopped).await.unwrap();
        marked.wait_until_erased(stack).await;
    }
    outcome
}

#[tokio::test]
async fn erasure_completes_after_any_fault() {
    let (stack, size) = (Stack::under_test(), Size::from_environment());
    let proxy = AwsProxy::start(stack.emulator()).unwrap();
    let recipient = Running::new(&stack, Behaviour::Queues).await;
    let _configured = Configured::new(&stack, "", &through(&proxy.url()));
    // Warm, so that each run makes the same calls.
    erase(&stack, &Marked::new(&stack).await).await;

    let marked = Marked::new(&stack).await;
    proxy.record(None);
    erase(&stack, &marked).await;
    let calls = proxy.calls();
    println!("an erasure makes {} calls of AWS:", calls.len());
    for (number, call) in calls.iter().enumerate() {
        println!("  {:>2} {call}", number + 1);
    }
    assert!(calls.len() > 20, "the calls go through the proxy");

    let (mut asked_again, mut redriven) = (0, 0);
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
            asked_again += usize::from(outcome.asked_again);
            redriven += usize::from(outcome.redriven);
            erased_people.push(marked);
        }
    }
    println!(
        "{} runs: {} by retries alone, {asked_again} after the person asked again, {redriven} after a redrive",
        erased_people.len(),
        erased_people.len() - asked_again - redriven,
    );
    let texts: Vec<_> = erased_people.iter().flat_map(Marked::texts).collect();
    let texts: Vec<_> = texts.iter().map(String::as_str).collect();
    let left: Vec<_> = places_of(&stack, "rows,objects,logs,people", &texts)
        .into_values()
        .flatten()
        .filter(|place| !place.contains("/acceptances/"))
        .collect();
    assert_eq!(json!(left), json!([]), "nothing is left of anybody");
}
