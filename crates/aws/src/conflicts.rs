//! Writes that meet a transaction on the same rows. DynamoDB refuses them at once, the SDKs do not send transactions again
//! (DynamoDB Developer Guide, "Amazon DynamoDB Transactions: How it works", on conflicts), and the other transaction is over
//! in milliseconds.

use aws_runtime::retries::classifiers::AwsErrorCodeClassifier;
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::Builder;
use aws_sdk_dynamodb::error::SdkError;
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use aws_sdk_dynamodb::types::{CancellationReason, TransactWriteItem};
use aws_types::SdkConfig;
use usher_domain::{DomainError, Failure};

use crate::{backoff, failure};

/// How often a transaction that met another one is sent again.
const MAX_RETRIES: u32 = 4;

/// A client that sends an update again when it met a transaction.
pub(crate) fn retrying_conflicts(config: &SdkConfig) -> Client {
    let conflict = AwsErrorCodeClassifier::<UpdateItemError>::builder();
    let conflict = conflict.transient_errors(&["TransactionConflictException"][..]).build();
    Client::from_conf(Builder::from(config).retry_classifier(conflict).build())
}

/// Makes all these writes or none.
///
/// # Errors
/// As the SDK says, for the last time that they were sent.
pub(crate) async fn transact(
    client: &Client,
    writes: Vec<TransactWriteItem>,
) -> Result<(), SdkError<TransactWriteItemsError>> {
    let mut attempt = 0;
    loop {
        // A new call each time, and so one with an idempotency token of its own.
        let sent = client.transact_write_items().set_transact_items(Some(writes.clone())).send().await;
        match sent {
            Err(error) if attempt < MAX_RETRIES && cancellation(&error).is_some_and(is_transient) => {
                backoff::wait(attempt).await;
                attempt += 1;
            }
            sent => return sent.map(drop),
        }
    }
}

/// Whether it was this row's condition that did not hold.
pub(crate) fn is_condition_failed(reasons: &[CancellationReason], index: usize) -> bool {
    reasons.get(index).is_some_and(|reason| reason.code() == Some("ConditionalCheckFailed"))
}

/// What a transaction failed in that no condition of it tells.
pub(crate) fn unavailable(error: SdkError<TransactWriteItemsError>) -> DomainError {
    const OPERATION: &str = "dynamodb:TransactWriteItems";
    match cancellation(&error) {
        Some(reasons) if is_throttled(reasons) => DomainError::throttled(),
        Some(reasons) => Failure::new(OPERATION, codes(reasons)).into(),
        None => failure::unavailable(OPERATION)(error),
    }
}

/// Why a transaction was cancelled, row by row, if it was.
pub(crate) fn cancellation<R>(error: &SdkError<TransactWriteItemsError, R>) -> Option<&[CancellationReason]> {
    match error.as_service_error()? {
        TransactWriteItemsError::TransactionCanceledException(cancelled) => Some(cancelled.cancellation_reasons()),
        _ => None,
    }
}

/// What the log says of a cancelled transaction.
fn codes(reasons: &[CancellationReason]) -> String {
    let codes: Vec<_> = reasons.iter().filter_map(CancellationReason::code).collect();
    format!("cancelled: {}", codes.join(", "))
}

/// Whether nothing but another transaction, or going too fast, was in the way.
fn is_transient(reasons: &[CancellationReason]) -> bool {
    (has(reasons, "TransactionConflict") || is_throttled(reasons)) && !has(reasons, "ConditionalCheckFailed")
}

/// Whether it was going too fast (DynamoDB API reference, `TransactWriteItems`, on the codes of reasons).
fn is_throttled(reasons: &[CancellationReason]) -> bool {
    has(reasons, "ThrottlingError") || has(reasons, "ProvisionedThroughputExceeded")
}

fn has(reasons: &[CancellationReason], code: &str) -> bool {
    reasons.iter().any(|reason| reason.code() == Some(code))
}
