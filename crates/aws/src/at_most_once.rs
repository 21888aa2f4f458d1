//! Calls that must not take effect twice, and do when they are sent again because an answer was lost. One that was
//! throttled took none: it may be sent again.

use std::error::Error;
use std::fmt;
use std::marker::PhantomData;

use aws_runtime::retries::classifiers::THROTTLING_ERRORS;
use aws_smithy_runtime_api::client::interceptors::context::InterceptorContext;
use aws_smithy_runtime_api::client::retries::classifiers::{ClassifyRetry, RetryAction};
use aws_smithy_types::error::metadata::ProvideErrorMetadata;

/// Has a client send calls again that were throttled, and no others. `E` is the error of the client's one operation.
pub(crate) struct OnlyThrottled<E>(PhantomData<fn() -> E>);

impl<E> Default for OnlyThrottled<E> {
    fn default() -> Self {
        Self(PhantomData)
    }
}

impl<E> fmt::Debug for OnlyThrottled<E> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("OnlyThrottled")
    }
}

impl<E: Error + ProvideErrorMetadata + Send + Sync + 'static> ClassifyRetry for OnlyThrottled<E> {
    fn classify_retry(&self, context: &InterceptorContext) -> RetryAction {
        let Some(Err(error)) = context.output_or_error() else { return RetryAction::NoActionIndicated };
        let answer = error.as_operation_error().and_then(|error| error.downcast_ref::<E>());
        match answer.and_then(ProvideErrorMetadata::code) {
            Some(code) if THROTTLING_ERRORS.contains(&code) => RetryAction::throttling_error(),
            _ => RetryAction::RetryForbidden,
        }
    }

    fn name(&self) -> &'static str {
        "OnlyThrottled"
    }
}
