//! The operator tool, on services and on a failed erasure.

use serde_json::Value;
use usher_end_to_end::belongings::Bucket;
use usher_end_to_end::erasing::Marked;
use usher_end_to_end::operator_tool::operator;
use usher_end_to_end::services::Unreadable;
use usher_end_to_end::stack::Stack;
use usher_testkit::behavior::{Belongings as _, Lockable as _};

#[test]
fn unknown_service_cannot_be_removed() {
    let refused = operator(&Stack::under_test(), &["remove-service", "--name", "nobody"]).unwrap_err();
    assert!(refused.starts_with("error: there is no service called \"nobody\""), "{refused}");
    assert_eq!(refused.lines().count(), 1);
}

#[tokio::test]
async fn unreadable_row_is_listed_and_removed() {
    let stack = Stack::under_test();
    let unreadable = Unreadable::new(&stack).await;
    let own = unreadable.name.rsplit('\u{1}').next().unwrap();

    let listed = operator(&stack, &["services"]).unwrap();

    let line = listed.lines().find(|line| line.contains(own)).expect("the row is listed");
    assert!(line.contains("cannot be read"), "{line}");
    let name = line.split_once("  ").unwrap().0;
    operator(&stack, &["remove-service", "--name", name]).unwrap();
    assert!(!operator(&stack, &["services"]).unwrap().contains(own));
}

#[tokio::test]
async fn stopped_erasure_is_listed_until_redriven() {
    let stack = Stack::under_test();
    let (marked, files) = (Marked::plain(&stack), Bucket::of_files(&stack));
    files.put(&marked.user_id(), "contract.pdf").await;
    files.lock(&marked.user_id(), "contract.pdf").await;
    marked.delete_account(&stack);
    let id = marked.erasure_id(&stack).await;
    let stuck_erasures = || operator(&stack, &["erasures", "list", "--stuck"]).unwrap();

    let refused = operator(&stack, &["erasure", "certificate", "--wait", id.as_str()]).unwrap_err();

    assert!(refused.contains("the erasure has stopped before its end: FAILED in FilesKept"), "{refused}");
    let line = stuck_erasures().lines().find(|line| line.starts_with(id.as_str())).map(str::to_owned);
    assert!(line.as_ref().is_some_and(|line| line.contains("FilesKept")), "{line:?}");

    files.unlock(&marked.user_id(), "contract.pdf").await;
    operator(&stack, &["erasure", "redrive", &marked.id.to_uppercase()]).unwrap();

    let pasted_id = format!(" {} ", id.as_str().to_uppercase());
    let certificate = operator(&stack, &["erasure", "certificate", "--wait", &pasted_id]).unwrap();
    assert!(serde_json::from_str::<Value>(&certificate).unwrap().to_string().contains(id.as_str()), "{certificate}");
    assert!(!stuck_erasures().contains(id.as_str()), "the erasure is no longer stuck");
}
