//! Each operation consumes what `crates/dev/measure/bill/counted.json` records. Meanwhile all functions call AWS
//! through proxies.
//!
//! With `USHER_BILL=write`, which `cargo xtask bill` sets, the test writes the file instead.

use std::collections::BTreeMap;

use usher_bill::count::{self, Count, Counts, differences};
use usher_bill::counting::Counting;
use usher_bill::document;
use usher_bill::operations::OPERATIONS;
use usher_end_to_end::stack::Stack;

#[tokio::test]
async fn every_operation_consumes_what_is_recorded() {
    let stack = Stack::under_test();
    let counting = Counting::new(&stack).await;
    let mut counts = Counts::new();
    for operation in OPERATIONS {
        counts.insert(operation.to_owned(), counting.count(operation).await);
    }
    counting.end().await;
    if document::is_to_be_written() {
        return count::record(&counts);
    }
    let recorded = count::recorded();
    assert_eq!(names(&recorded), names(&counts), "the recorded operations; `cargo xtask bill` updates them");
    let differences: Vec<_> =
        counts.iter().flat_map(|(name, count)| differences(name, &recorded[name], count)).collect();
    assert!(
        differences.is_empty(),
        "{}\nif this is intended, update the file with `cargo xtask bill`",
        differences.join("\n")
    );
}

fn names(counts: &BTreeMap<String, Count>) -> Vec<&str> {
    counts.keys().map(String::as_str).collect()
}
