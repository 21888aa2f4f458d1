//! Endpoints without a token are rate-limited. The 429 has the fields of every document.

use std::time::{Duration, Instant};

use serde_json::json;
use usher_end_to_end::http::{Caller, run_concurrently};
use usher_end_to_end::stack::Stack;
use usher_testkit::fixtures;

/// Uses the endpoint with the lowest limit, 10 a second after the first 100, so that a slow machine reaches it too.
#[test]
fn caller_over_rate_limit_gets_429() {
    let stack = Stack::under_test();
    let ask = |_| {
        let unknown = json!({ "user_id": fixtures::user_id().as_str() });
        move |caller: &Caller| (0..10).map(|_| caller.post("/user/request_removal", &unknown)).collect::<Vec<_>>()
    };
    let deadline = Instant::now() + Duration::from_mins(2);
    let refused = loop {
        let answers = run_concurrently(&stack, (0..24).map(ask).collect()).concat();
        if let Some(refused) = answers.into_iter().find(|answer| answer.status == 429) {
            break refused;
        }
        assert!(Instant::now() < deadline, "the limit in template.yaml is enforced");
    };
    let sentence = "Too many requests; try again later.";
    assert_eq!(
        refused.body,
        json!({
            "message": sentence, "errors": {}, "detail": sentence, "status": "fail", "data": { "request": [sentence] },
        })
    );
}
