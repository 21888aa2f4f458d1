//! What strangers may call is limited, and whoever is over the limit is told so in a body that every document can read.

use std::time::{Duration, Instant};

use serde_json::json;
use usher_end_to_end::http::{Caller, run_concurrently};
use usher_end_to_end::stack::Stack;
use usher_testkit::fixtures;

/// The smallest limit is met, so that a slow machine is fast enough for it: 10 a second after the first 100.
#[test]
fn caller_over_rate_limit_gets_429() {
    let stack = Stack::under_test();
    let ask = |_| {
        let nobody = json!({ "user_id": fixtures::user_id().as_str() });
        move |caller: &Caller| (0..10).map(|_| caller.post("/user/request_removal", &nobody)).collect::<Vec<_>>()
    };
    let deadline = Instant::now() + Duration::from_mins(2);
    let refused = loop {
        let answers = run_concurrently(&stack, (0..24).map(ask).collect()).concat();
        if let Some(refused) = answers.into_iter().find(|answer| answer.status == 429) {
            break refused;
        }
        assert!(Instant::now() < deadline, "the limit of template.yaml holds");
    };
    let sentence = "Too many requests; try again later.";
    assert_eq!(
        refused.body,
        json!({
            "message": sentence, "errors": {}, "detail": sentence, "status": "fail", "data": { "request": [sentence] },
        })
    );
}
