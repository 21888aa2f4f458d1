//! Failures of AWS calls in a form that may be logged.
//!
//! What a service says can repeat what it was given (`Value 'ada@example.com' at 'username' failed to satisfy
//! constraint`), so of an error only its code and the request id are kept. The one exception is a refused permission:
//! its text names the action, the role and the resource, which is what the operator has to know.
//!
//! A call that was refused for going too fast took no effect: that is no failure, but [`DomainError::throttled`].

use aws_runtime::retries::classifiers::THROTTLING_ERRORS;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use thiserror::Error;
use usher_domain::{DomainError, Failure};

/// Counted among [`THROTTLING_ERRORS`], but said of a transaction whose first request is still under way.
const NOT_REFUSED: &str = "TransactionInProgressException";

/// What a service answered.
#[derive(Debug, Error)]
#[error("{code}, request {request_id}{detail}")]
struct ServiceAnswer {
    code: String,
    request_id: String,
    detail: String,
}

/// Turns the error of a call into the domain's: `TooManyAttempts` if it was throttled, else `Unavailable` with the operation
/// (`dynamodb:GetItem`) and its cause.
pub(crate) fn unavailable<E, R>(operation: &'static str) -> impl FnOnce(SdkError<E, R>) -> DomainError
where
    E: ProvideErrorMetadata + std::error::Error + Send + Sync + 'static,
    R: std::fmt::Debug + Send + Sync + 'static,
{
    move |error| match error.as_service_error() {
        Some(service_error) if is_throttled(service_error) => DomainError::throttled(),
        Some(service_error) => Failure::new(operation, answer(service_error)).into(),
        None => match error.into_source() {
            Ok(source) => Failure::new(operation, source).into(),
            Err(_) => Failure::new(operation, "no answer").into(),
        },
    }
}

fn is_throttled(error: &impl ProvideErrorMetadata) -> bool {
    error.code().is_some_and(|code| code != NOT_REFUSED && THROTTLING_ERRORS.contains(&code))
}

fn answer(error: &impl ProvideErrorMetadata) -> ServiceAnswer {
    let code = error.code().unwrap_or("an error without a code");
    let detail = error
        .message()
        .filter(|_| code.starts_with("AccessDenied"))
        .map_or_else(String::new, |text| format!(": {text}"));
    ServiceAnswer {
        code: code.to_owned(),
        request_id: error.meta().extra("aws_request_id").unwrap_or("unknown").to_owned(),
        detail,
    }
}
