//! What strangers may call is limited, and whoever is over the limit is told so in a body that every document can read.

use std::time::{Duration, Instant};

use serde_json::json;
use usher_end_to_end::http::all_at_once;
use usher_end_to_end::stack::Stack;

#[test]
#[ignore = "needs a stack: cargo xtask test"]
fn whoever_refreshes_too_often_is_told_to_wait() {
    let stack = Stack::under_test();
    let refresh = |_| {
        |caller: &usher_end_to_end::http::Caller| {
            (0..20).map(|_| caller.post("/api/user/refresh/", &json!({ "refresh": "x" }))).collect::<Vec<_>>()
        }
    };
    let deadline = Instant::now() + Duration::from_secs(30);
    let refused = loop {
        let answers = all_at_once(&stack, (0..24).map(refresh).collect()).concat();
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
