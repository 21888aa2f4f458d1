//! Retries for writes that conflict with a transaction on the same rows. DynamoDB refuses them at once and the SDKs do
//! not retry transactions (DynamoDB Developer Guide, "Amazon DynamoDB Transactions: How it works", on conflicts), but
//! the conflict is over in milliseconds.

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

/// How often a transaction is retried.
const MAX_RETRIES: u32 = 4;

/// A client that retries an update after a conflict with a transaction.
pub(crate) fn retrying_conflicts(config: &SdkConfig) -> Client {
    let conflict = AwsErrorCodeClassifier::<UpdateItemError>::builder();
    let conflict = conflict.transient_errors(&["TransactionConflictException"][..]).build();
    Client::from_conf(Builder::from(config).retry_classifier(conflict).build())
}

/// Writes all or none.
///
/// # Errors
/// The SDK's error of the last attempt.
pub(crate) async fn transact(
    client: &Client,
    writes: Vec<TransactWriteItem>,
) -> Result<(), SdkError<TransactWriteItemsError>> {
    let mut attempt = 0;
    loop {
        // A new call each time, which has its own idempotency token.
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

/// Whether the condition of this row failed.
pub(crate) fn is_condition_failed(reasons: &[CancellationReason], index: usize) -> bool {
    reasons.get(index).is_some_and(|reason| reason.code() == Some("ConditionalCheckFailed"))
}

/// The error of a failed transaction, other than a failed condition.
pub(crate) fn unavailable(error: SdkError<TransactWriteItemsError>) -> DomainError {
    const OPERATION: &str = "dynamodb:TransactWriteItems";
    match cancellation(&error) {
        Some(reasons) if is_throttled(reasons) => DomainError::throttled(),
        Some(reasons) => Failure::new(OPERATION, codes(reasons)).into(),
        None => failure::unavailable(OPERATION)(error),
    }
}

/// The cancellation reasons, row by row, if the transaction was canceled.
pub(crate) fn cancellation<R>(error: &SdkError<TransactWriteItemsError, R>) -> Option<&[CancellationReason]> {
    match error.as_service_error()? {
        TransactWriteItemsError::TransactionCanceledException(canceled) => Some(canceled.cancellation_reasons()),
        _ => None,
    }
}

/// The codes of a canceled transaction, for the log.
fn codes(reasons: &[CancellationReason]) -> String {
    let codes: Vec<_> = reasons.iter().filter_map(CancellationReason::code).collect();
    format!("canceled: {}", codes.join(", "))
}

/// Whether a retry can succeed: the only reasons are conflicts and throttling.
fn is_transient(reasons: &[CancellationReason]) -> bool {
    (has(reasons, "TransactionConflict") || is_throttled(reasons)) && !has(reasons, "ConditionalCheckFailed")
}

/// Whether it was throttled (DynamoDB API reference, `TransactWriteItems`, on cancellation codes).
fn is_throttled(reasons: &[CancellationReason]) -> bool {
    has(reasons, "ThrottlingError") || has(reasons, "ProvisionedThroughputExceeded")
}

fn has(reasons: &[CancellationReason], code: &str) -> bool {
    reasons.iter().any(|reason| reason.code() == Some(code))
}
