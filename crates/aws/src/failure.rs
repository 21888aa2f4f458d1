//! Failures of AWS calls, in a form that may be logged.
//!
//! A service's message can repeat the input (`Value 'ada@example.com' at 'username' failed to satisfy constraint`), so
//! only the error code and the request id are kept. The exception is a denied permission: its message has the action,
//! the role and the resource, which the operator needs.
//!
//! A throttled call took no effect: it becomes [`DomainError::throttled`].

use aws_runtime::retries::classifiers::THROTTLING_ERRORS;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use thiserror::Error;
use usher_domain::{DomainError, Failure};

/// It is one of [`THROTTLING_ERRORS`], but means that the first request of a transaction is still in progress.
const NOT_REFUSED: &str = "TransactionInProgressException";

/// A service's error.
#[derive(Debug, Error)]
#[error("{code}, request {request_id}{detail}")]
struct ServiceError {
    code: String,
    request_id: String,
    detail: String,
}

/// Converts an SDK error: `TooManyAttempts` if the call was throttled, else `Unavailable` with the operation
/// (`dynamodb:GetItem`) and the cause.
pub(crate) fn unavailable<E, R>(operation: &'static str) -> impl FnOnce(SdkError<E, R>) -> DomainError
where
    E: ProvideErrorMetadata + std::error::Error + Send + Sync + 'static,
    R: std::fmt::Debug + Send + Sync + 'static,
{
    move |error| match error.as_service_error() {
        Some(error) if is_throttled(error) => DomainError::throttled(),
        Some(error) => Failure::new(operation, service_error(error)).into(),
        None => match error.into_source() {
            Ok(source) => Failure::new(operation, source).into(),
            Err(_) => Failure::new(operation, "no response").into(),
        },
    }
}

fn is_throttled(error: &impl ProvideErrorMetadata) -> bool {
    error.code().is_some_and(|code| code != NOT_REFUSED && THROTTLING_ERRORS.contains(&code))
}

fn service_error(error: &impl ProvideErrorMetadata) -> ServiceError {
    let code = error.code().unwrap_or("error without a code");
    let detail = error
        .message()
        .filter(|_| code.starts_with("AccessDenied"))
        .map_or_else(String::new, |text| format!(": {text}"));
    ServiceError {
        code: code.to_owned(),
        request_id: error.meta().extra("aws_request_id").unwrap_or("unknown").to_owned(),
        detail,
    }
}
