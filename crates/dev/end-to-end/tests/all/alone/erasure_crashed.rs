//! If the process of a function crashes during an erasure, the workflow retries the function, and the erasure
//! completes.

use std::time::Duration;

use aws_sdk_sfn::Client;
use serde_json::json;
use usher_end_to_end::erasing::{Marked, erasures};
use usher_end_to_end::operator::Configured;
use usher_end_to_end::stack::Stack;
use usher_end_to_end::wait::wait_for;

/// `Some` once a step of the user's erasure has failed.
async fn has_failed_once(stack: &Stack, marked: &Marked) -> Option<()> {
    let execution = erasures(stack).latest(&marked.erasure_id(stack).await).await.unwrap()?;
    let history = Client::new(stack.connection().sdk()).get_execution_history().execution_arn(execution.arn);
    let events = history.send().await.unwrap().events;
    events.iter().any(|event| event.r#type().as_str().ends_with("Failed")).then_some(())
}

#[tokio::test]
async fn crashed_function_is_retried() {
    let stack = Stack::under_test();
    let marked = Marked::new(&stack).await;
    // Without this variable the process exits during init.
    let crashing = Configured::new(&stack, "-erase-files", &json!({ "FILES_BUCKET": null }));

    marked.delete_account(&stack);
    wait_for(Duration::from_mins(1), async || has_failed_once(&stack, &marked).await).await;
    drop(crashing);

    marked.wait_until_erased(&stack).await;
    assert!(marked.certificate(&stack).await.is_some());
}
