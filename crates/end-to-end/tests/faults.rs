//! Every call of AWS fails once, in one of four ways: the answer is true, and the stores agree afterwards. In a file of its
//! own, since functions call AWS through a proxy while it runs.
//!
//! `USHER_FAULTS=full` walks through every document and every change, with each call failing in every way
//! (docs/reliability.md).

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a panic is how a test fails")]

use usher_end_to_end::fault_walk::operations::all;
use usher_end_to_end::fault_walk::{KINDS, Size, walk};
use usher_end_to_end::stack::Stack;

#[tokio::test]
#[ignore = "needs a stack: cargo xtask test"]
async fn each_call_fails_once_and_the_stores_agree() {
    let (stack, size) = (Stack::under_test(), Size::wanted());
    println!("| operation | calls | faults | succeeded | 429, nothing changed | 5xx, all or nothing |");
    println!("|---|--:|--:|--:|--:|--:|");
    let mut faults = 0;
    for (place, operation) in all(size).iter().enumerate() {
        let tally = walk(&stack, operation, |call| size.kinds(&KINDS, place, call)).await;
        println!(
            "| {} | {} | {} | {} | {} | {} |",
            operation.name, tally.calls, tally.faults, tally.succeeded, tally.throttled, tally.failed
        );
        faults += tally.faults;
    }
    println!("{faults} faults tried, {faults} survived");
}
