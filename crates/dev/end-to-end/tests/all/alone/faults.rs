//! Every AWS call fails once, in one of four ways; the response is true, and the stores are consistent afterwards.
//!
//! `USHER_FAULTS=full` tests every document and every update, with every fault for each call (docs/reliability.md).

use usher_end_to_end::fault_walk::credentials::{authenticators, log_outs, passwords_and_links};
use usher_end_to_end::fault_walk::operations::{
    ACCOUNT, ADMIN, DIRECTORY, SESSION, registrations, removal, sessions, terms, updates,
};
use usher_end_to_end::fault_walk::{KINDS, Operation, Size, walk};
use usher_end_to_end::stack::Stack;

/// Injects faults into each of these operations, and prints the rows for the table in docs/reliability.md.
async fn walk_all(operations: &[Operation]) {
    let (stack, size) = (Stack::under_test(), Size::from_environment());
    let mut faults = 0;
    for (place, operation) in operations.iter().enumerate() {
        let tally = walk(&stack, operation, |call| size.kinds(&KINDS, place, call)).await;
        println!(
            "| {} | {} | {} | {} | {} | {} |",
            operation.name, tally.calls, tally.faults, tally.succeeded, tally.throttled, tally.failed
        );
        faults += tally.faults;
    }
    println!("{faults} faults tried, {faults} survived");
}

#[tokio::test]
async fn registrations_survive() {
    walk_all(&registrations(Size::from_environment())).await;
}

#[tokio::test]
async fn updates_of_the_account_document_survive() {
    walk_all(&updates(&ACCOUNT, Size::from_environment())).await;
}

#[tokio::test]
async fn updates_of_the_directory_document_survive() {
    walk_all(&updates(&DIRECTORY, Size::from_environment())).await;
}

#[tokio::test]
async fn updates_of_the_admin_document_survive() {
    walk_all(&updates(&ADMIN, Size::from_environment())).await;
}

#[tokio::test]
async fn updates_of_the_session_document_survive() {
    walk_all(&updates(&SESSION, Size::from_environment())).await;
}

#[tokio::test]
async fn acceptances_of_the_terms_survive() {
    walk_all(&terms()).await;
}

#[tokio::test]
async fn sign_ins_and_refreshes_survive() {
    walk_all(&sessions()).await;
}

#[tokio::test]
async fn log_outs_survive() {
    walk_all(&log_outs()).await;
}

#[tokio::test]
async fn passwords_and_mailed_links_survive() {
    walk_all(&passwords_and_links()).await;
}

#[tokio::test]
async fn authenticator_apps_survive() {
    walk_all(&authenticators()).await;
}

#[tokio::test]
async fn removals_survive() {
    walk_all(&removal()).await;
}
