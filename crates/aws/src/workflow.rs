//! Runs Express workflows synchronously. [`crate::erasures`] has the Standard one.

use std::time::Duration;

use aws_sdk_sfn::Client;
use aws_sdk_sfn::config::interceptors::BeforeTransmitInterceptorContextMut;
use aws_sdk_sfn::config::timeout::TimeoutConfig;
use aws_sdk_sfn::config::{ConfigBag, Intercept, RuntimeComponents};
use aws_sdk_sfn::error::{BoxError, SdkError};
use aws_sdk_sfn::types::SyncExecutionStatus;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use thiserror::Error;
use usher_domain::{DomainError, Failure};

use crate::at_most_once::RetryThrottledOnly;
use crate::host::Host;
use crate::{Connection, failure};

/// Together with encrypting the password (9 s at most), less than the timeout of an endpoint (28 s in `template.yaml`)
/// and of API Gateway (29 s).
const RUN_TIMEOUT: Duration = Duration::from_secs(18);

/// One Express state machine.
#[derive(Clone, Debug)]
pub struct Workflow {
    client: Client,
    state_machine_arn: String,
}

impl Workflow {
    /// The state machine of this ARN.
    #[must_use]
    pub fn new(connection: &Connection, state_machine_arn: String) -> Self {
        connection.open_during_init(&Host::SyncStepFunctions);
        let limits =
            TimeoutConfig::builder().operation_timeout(RUN_TIMEOUT).operation_attempt_timeout(RUN_TIMEOUT).build();
        let mut config = aws_sdk_sfn::config::Builder::from(connection.sdk())
            // If the response was lost, the workflow may have started; the port promises at most one start.
            .retry_classifier(RetryThrottledOnly)
            .timeout_config(limits);
        if connection.sdk().endpoint_url().is_some() {
            config = config.interceptor(PlainHost);
        }
        Self { client: Client::from_conf(config.build()), state_machine_arn }
    }

    /// Starts the workflow at most once, and waits for its end. Input and output are messages of `usher-messages`, as
    /// text.
    ///
    /// # Errors
    /// [`WorkflowError`]; [`DomainError::TooManyAttempts`] only if it was not started.
    pub async fn run(&self, input: &str) -> Result<String, WorkflowError> {
        let ended = self
            .client
            .start_sync_execution()
            .state_machine_arn(&self.state_machine_arn)
            .input(input)
            .send()
            .await
            .map_err(|error| {
                // A request that the service refused took no effect.
                let is_refused = error.as_service_error().is_some() && is_client_error(&error);
                let error = failure::unavailable("states:StartSyncExecution")(error);
                if is_refused { WorkflowError::NotStarted(error) } else { WorkflowError::Failed(error) }
            })?;
        if ended.status() == &SyncExecutionStatus::Succeeded {
            return ended.output.ok_or_else(|| Failure::new("read the execution's output", "it is missing").into());
        }
        Err(WorkflowError::Ended { name: ended.error.unwrap_or_else(|| ended.status.as_str().to_owned()) })
    }
}

/// Why a workflow returned no output.
#[derive(Debug, Error)]
pub enum WorkflowError {
    /// It failed.
    #[error("the workflow failed with {name}")]
    Ended {
        /// The stable name ([`DomainError::name`]), or one of Step Functions (`States.Timeout`). The cause is left out,
        /// since it may contain the input of a state.
        name: String,
    },
    /// It did not start.
    #[error(transparent)]
    NotStarted(DomainError),
    /// Whether it started, or how it ended, is unknown.
    #[error(transparent)]
    Failed(#[from] DomainError),
}

impl From<Failure> for WorkflowError {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure.into())
    }
}

/// Whether the response is a 4xx.
fn is_client_error<E>(error: &SdkError<E, HttpResponse>) -> bool {
    error.raw_response().is_some_and(|answer| answer.status().is_client_error())
}

/// `StartSyncExecution` prefixes the host with `sync-`. A custom endpoint (`AWS_ENDPOINT_URL`) has no such host.
#[derive(Debug)]
struct PlainHost;

impl Intercept for PlainHost {
    fn name(&self) -> &'static str {
        "PlainHost"
    }

    fn modify_before_signing(
        &self,
        context: &mut BeforeTransmitInterceptorContextMut<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let request = context.request_mut();
        let plain = request.uri().replacen("://sync-", "://", 1);
        request.set_uri(plain)?;
        Ok(())
    }
}
