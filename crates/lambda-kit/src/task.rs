//! Workflow tasks: one shape for all of them.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use lambda_runtime::{Diagnostic, LambdaEvent, service_fn};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use time::OffsetDateTime;
use usher_domain::{DomainError, FieldErrors};

use crate::deadline::{in_time, time_left};
use crate::log::RequestLine;
use crate::panic::end_after_panic;
use crate::{Running, StartUp};

/// One state of a workflow. Every task can run twice on the same input and leaves the same behind.
pub trait Task: Send + Sync {
    /// The name of the function, for the log.
    const NAME: &'static str;
    /// The message that it takes.
    type Input: DeserializeOwned + Send;
    /// The message that it gives.
    type Output: Serialize + Send;

    /// Does the work.
    fn perform(
        &self,
        input: Self::Input,
        now: OffsetDateTime,
    ) -> impl Future<Output = Result<Self::Output, DomainError>> + Send;
}

/// An error as a workflow sees it: a stable name for `ErrorEquals`, and a sentence that holds no personal data.
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
    fn perform<'a>(&'a self, input: Value, invocation: Invocation<'a>) -> Running<'a, Result<Value, Diagnostic>>;
}

impl<T: Task> AnyTask for T {
    fn perform<'a>(&'a self, input: Value, invocation: Invocation<'a>) -> Running<'a, Result<Value, Diagnostic>> {
        Box::pin(async move {
            let output = perform(self, input, &invocation).await?;
            serde_json::to_value(output).map_err(|error| Diagnostic {
                error_type: "UnwritableOutput".to_owned(),
                error_message: error.to_string(),
            })
        })
    }
}

/// The same for any task, so that what every function links is compiled once, with this crate.
async fn serve_any(task: &dyn AnyTask) -> StartUp {
    end_after_panic();
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
    /// The platform's id of the call.
    pub request_id: &'a str,
    /// When it came in.
    pub now: OffsetDateTime,
    /// How long it may take; without an end where there is none.
    pub time_left: Option<Duration>,
    /// Whether it is the first of the process.
    pub cold_start: bool,
}

/// Performs a task once, and writes its line to the log.
///
/// # Errors
/// The task's own, and `InvalidInput` for a message that it cannot read.
pub async fn perform<T: Task>(task: &T, input: Value, invocation: &Invocation<'_>) -> Result<T::Output, TaskError> {
    let started = Instant::now();
    let outcome = match serde_json::from_value(input) {
        Ok(input) => in_time(invocation.time_left, task.perform(input, invocation.now)).await,
        Err(_) => Err(DomainError::InvalidInput(FieldErrors::default())),
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
