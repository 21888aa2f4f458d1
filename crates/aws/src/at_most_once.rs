//! Retries for calls that are not idempotent: a throttled call took no effect and can be retried; any other failure may
//! hide an effect whose response was lost.

use aws_smithy_runtime_api::client::interceptors::context::InterceptorContext;
use aws_smithy_runtime_api::client::retries::classifiers::{
    ClassifyRetry, RetryAction, RetryClassifierPriority, RetryReason,
};
use aws_smithy_types::retry::ErrorKind;

/// Makes a client retry throttled calls only.
#[derive(Debug)]
pub(crate) struct RetryThrottledOnly;

impl ClassifyRetry for RetryThrottledOnly {
    fn classify_retry(&self, _: &InterceptorContext) -> RetryAction {
        RetryAction::RetryForbidden
    }

    /// Keeps the decision of the SDK's own classifiers if it was throttling.
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

    /// Right after the last of the SDK's own classifiers, that of transient errors.
    fn priority(&self) -> RetryClassifierPriority {
        RetryClassifierPriority::run_after(RetryClassifierPriority::transient_error_classifier())
    }
}
