//! Failures of AWS calls in a form that may be logged.
//!
//! What a service says can repeat what it was given (`Value 'ada@example.com' at 'username' failed to satisfy
//! constraint`), so of an error only its code and the request id are kept. The one exception is a refused permission:
//! its text names the action, the role and the resource, which is what the operator has to know.

use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use thiserror::Error;
use usher_domain::{DomainError, Failure};

/// What a service answered.
#[derive(Debug, Error)]
#[error("{code}, request {request_id}{detail}")]
struct ServiceAnswer {
    code: String,
    request_id: String,
    detail: String,
}

/// Turns the error of a call into a failure that names the operation (`dynamodb:GetItem`).
pub(crate) fn of<E, R>(operation: &'static str) -> impl FnOnce(SdkError<E, R>) -> Failure
where
    E: ProvideErrorMetadata + std::error::Error + Send + Sync + 'static,
    R: std::fmt::Debug + Send + Sync + 'static,
{
    move |error| match error.as_service_error() {
        Some(service_error) => Failure::new(operation, answer(service_error)),
        None => match error.into_source() {
            Ok(source) => Failure::new(operation, source),
            Err(_) => Failure::new(operation, "no answer"),
        },
    }
}

/// The same as the domain's error.
pub(crate) fn unavailable<E, R>(operation: &'static str) -> impl FnOnce(SdkError<E, R>) -> DomainError
where
    E: ProvideErrorMetadata + std::error::Error + Send + Sync + 'static,
    R: std::fmt::Debug + Send + Sync + 'static,
{
    move |error| of(operation)(error).into()
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
