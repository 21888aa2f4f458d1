//! If the report of a failed erasure cannot be mailed, the event goes to the dead-letter queue.

use std::time::Duration;

use serde_json::json;
use usher_end_to_end::belongings::Bucket;
use usher_end_to_end::erasing::Marked;
use usher_end_to_end::operator::{Denied, invoke_later, messages};
use usher_end_to_end::stack::Stack;
use usher_end_to_end::wait::wait_for;
use usher_testkit::behavior::{Belongings as _, Lockable as _};
use usher_testkit::events;

#[tokio::test]
async fn unmailed_report_goes_to_dead_letter_queue() {
    let stack = Stack::under_test();
    let (marked, files) = (Marked::plain(&stack), Bucket::of_files(&stack));
    files.put(&marked.user_id(), "contract.pdf").await;
    files.lock(&marked.user_id(), "contract.pdf").await;
    let denied = Denied::new(&stack, "report-failed-erasure", "ses:SendEmail");

    marked.delete_account(&stack);
    let stopped = marked.wait_until_stopped(&stack).await;
    assert_eq!(stopped.status, "FAILED");

    // On AWS, EventBridge retries; the emulator's EventBridge makes one attempt only.
    let mut event = events::event("tasks/report-failed-erasure");
    event["detail"]["executionArn"] = json!(stopped.arn);
    event["detail"]["name"] = json!(marked.erasure_id(&stack).await.as_str());
    event["detail"]["input"] = json!(json!({ "user_id": marked.id }).to_string());
    invoke_later(&stack, "report-failed-erasure", &event);

    let queued = async || {
        let messages = messages(&stack, &stack.outputs.unreported_erasures_queue);
        messages.into_iter().find(|message| message.to_string().contains(&stopped.arn))
    };
    wait_for(Duration::from_mins(1), queued).await;
    drop(denied);
    files.unlock(&marked.user_id(), "contract.pdf").await;
}
