//! Calls that must not take effect twice, and do when they are sent again because an answer was lost. One that was
//! throttled took none: it may be sent again.

use aws_smithy_runtime_api::client::interceptors::context::InterceptorContext;
use aws_smithy_runtime_api::client::retries::classifiers::{
    ClassifyRetry, RetryAction, RetryClassifierPriority, RetryReason,
};
use aws_smithy_types::retry::ErrorKind;

/// Has a client send calls again that were throttled, and no others.
#[derive(Debug)]
pub(crate) struct RetryThrottledOnly;

impl ClassifyRetry for RetryThrottledOnly {
    fn classify_retry(&self, _: &InterceptorContext) -> RetryAction {
        RetryAction::RetryForbidden
    }

    /// Leaves it at what the SDK's own classifiers found, if that was throttling.
    fn classify_retry_v2(&self, context: &InterceptorContext, found: &RetryAction) -> RetryAction {
        let is_throttled = matches!(
            found,
            RetryAction::RetryIndicated(RetryReason::RetryableError { kind: ErrorKind::ThrottlingError, .. })
        );
        match context.output_or_error() {
            Some(Err(_)) if !is_throttled => RetryAction::RetryForbidden,
            _ => RetryAction::NoActionIndicated,
        }
    }

    fn name(&self) -> &'static str {
        "RetryThrottledOnly"
    }

    /// The last of the SDK's own is that of transient errors.
    fn priority(&self) -> RetryClassifierPriority {
        RetryClassifierPriority::run_after(RetryClassifierPriority::transient_error_classifier())
    }
}
