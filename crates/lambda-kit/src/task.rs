//! Workflow tasks: one shape for all of them.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use lambda_runtime::{Diagnostic, LambdaEvent, service_fn};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use time::OffsetDateTime;
use usher_domain::{DomainError, FieldErrors};

use crate::log::RequestLine;
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
    let task = &task;
    let is_first = &AtomicBool::new(true);
    lambda_runtime::run(service_fn(move |event: LambdaEvent<Value>| {
        let (input, context) = event.into_parts();
        let is_cold = is_first.swap(false, Ordering::Relaxed);
        let work: Running<'_, _> =
            Box::pin(async move { perform(task, input, &context.request_id, crate::now(), is_cold).await });
        work
    }))
    .await
}

/// Performs a task once, at `now`, and writes its line to the log.
///
/// # Errors
/// The task's own, and `InvalidInput` for a message that it cannot read.
pub async fn perform<T: Task>(
    task: &T,
    input: Value,
    request_id: &str,
    now: OffsetDateTime,
    cold_start: bool,
) -> Result<T::Output, TaskError> {
    let started = Instant::now();
    let outcome = match serde_json::from_value(input) {
        Ok(input) => task.perform(input, now).await,
        Err(_) => Err(DomainError::InvalidInput(FieldErrors::default())),
    };
    RequestLine {
        time: now,
        request_id,
        route: T::NAME,
        status: None,
        duration: started.elapsed(),
        cold_start,
        error: outcome.as_ref().err(),
    }
    .write();
    outcome.map_err(TaskError)
}
