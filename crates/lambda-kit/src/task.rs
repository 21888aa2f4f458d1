//! The trait of all workflow tasks, and the loop that serves one.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use lambda_runtime::{Diagnostic, LambdaEvent, service_fn};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use time::OffsetDateTime;
use usher_domain::DomainError;

use crate::deadline::{time_left, with_timeout};
use crate::log::RequestLine;
use crate::panic::abort_on_panic;
use crate::{BoxFuture, StartUp};

/// One state of a workflow. Every task is idempotent, since Step Functions may retry it.
pub trait Task: Send + Sync {
    /// The name of the function, for the log.
    const NAME: &'static str;
    /// The input message.
    type Input: DeserializeOwned + Send;
    /// The output message.
    type Output: Serialize + Send;

    /// Does the work.
    ///
    /// # Errors
    /// Any [`DomainError`]; its name becomes the error name in the workflow.
    fn perform(
        &self,
        input: Self::Input,
        now: OffsetDateTime,
    ) -> impl Future<Output = Result<Self::Output, DomainError>> + Send;
}

/// An error as a workflow sees it: a stable name for `ErrorEquals`, and a message without personal data.
#[derive(Debug)]
pub struct TaskError(DomainError);

impl TaskError {
    /// The name that `ErrorEquals` matches.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.0.name()
    }
}

impl From<TaskError> for Diagnostic {
    fn from(TaskError(error): TaskError) -> Self {
        Self { error_type: error.name().to_owned(), error_message: error.to_string() }
    }
}

/// Serves a task until the Lambda service ends the process.
///
/// # Errors
/// If the Runtime API cannot be reached.
pub async fn serve_task(task: impl Task) -> StartUp {
    serve_any(&task).await
}

/// A task with its type erased, and its messages as JSON.
trait AnyTask: Send + Sync {
    fn perform<'a>(&'a self, input: Value, invocation: Invocation<'a>) -> BoxFuture<'a, Result<Value, Diagnostic>>;
}

impl<T: Task> AnyTask for T {
    fn perform<'a>(&'a self, input: Value, invocation: Invocation<'a>) -> BoxFuture<'a, Result<Value, Diagnostic>> {
        Box::pin(async move {
            let output = perform(self, input, &invocation).await?;
            serde_json::to_value(output).map_err(|error| Diagnostic {
                error_type: "UnwritableOutput".to_owned(),
                error_message: error.to_string(),
            })
        })
    }
}

/// Not generic, so that it is compiled once, with this crate, and not again for each function.
async fn serve_any(task: &dyn AnyTask) -> StartUp {
    abort_on_panic();
    let is_first = &AtomicBool::new(true);
    lambda_runtime::run(service_fn(move |event: LambdaEvent<Value>| {
        let (input, context) = event.into_parts();
        let cold_start = is_first.swap(false, Ordering::Relaxed);
        async move {
            let now = crate::now();
            let time_left = time_left(context.deadline, now);
            task.perform(input, Invocation { request_id: &context.request_id, now, time_left, cold_start }).await
        }
    }))
    .await
}

/// One call of a task.
#[derive(Clone, Copy, Debug)]
pub struct Invocation<'a> {
    /// Lambda's request id.
    pub request_id: &'a str,
    /// When it came in.
    pub now: OffsetDateTime,
    /// How long it may take; `None` means no limit.
    pub time_left: Option<Duration>,
    /// Whether it is the first call of the process.
    pub cold_start: bool,
}

/// Runs a task once, and writes its line to the log.
///
/// # Errors
/// The task's own, `InvalidInput` if the input cannot be parsed, and `Unavailable` if the time runs out.
pub async fn perform<T: Task>(task: &T, input: Value, invocation: &Invocation<'_>) -> Result<T::Output, TaskError> {
    let started = Instant::now();
    let outcome = match serde_json::from_value(input) {
        Ok(input) => with_timeout(invocation.time_left, task.perform(input, invocation.now)).await,
        // The error may repeat what it could not read.
        Err(_) => Err(DomainError::MalformedMessage),
    };
    RequestLine {
        time: invocation.now,
        request_id: invocation.request_id,
        route: T::NAME,
        status: None,
        duration: started.elapsed(),
        cold_start: invocation.cold_start,
        warning: None,
        error: outcome.as_ref().err(),
    }
    .write();
    outcome.map_err(TaskError)
}
