//! Executions of the Standard workflow `erase-user`. The first execution of an erasure has the erasure's id as its
//! name, the next ones `<erasure id>-2` and so on: those requested after the last one had ended, and those that an
//! operator restarted because the last one could not be redriven.

use aws_sdk_sfn::Client;
use aws_sdk_sfn::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_sfn::operation::describe_execution::{DescribeExecutionError, DescribeExecutionOutput};
use aws_sdk_sfn::operation::redrive_execution::RedriveExecutionError;
use aws_sdk_sfn::operation::start_execution::StartExecutionError;
use aws_sdk_sfn::types::{ExecutionStatus, HistoryEvent};
use usher_domain::erasure::{Erasure, ErasureId, ErasureState, LatestExecution};
use usher_domain::ports::{FindErasure, FindFailedStep};
use usher_domain::{DomainError, UserId};
use usher_messages::{EraseUserInput, Message};

use crate::host::Host;
use crate::{Connection, failure};

/// How many events to search for the state that failed.
const LAST_EVENTS: i32 = 100;

/// The workflow.
#[derive(Clone, Debug)]
pub struct Erasures {
    pub(crate) client: Client,
    pub(crate) state_machine_arn: String,
}

/// An execution and its status.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Execution {
    /// Its ARN.
    pub arn: String,
    /// `RUNNING`, `SUCCEEDED`, `FAILED`, `TIMED_OUT`, `ABORTED`, `PENDING_REDRIVE`.
    pub status: String,
    /// The stable name of the error, if it failed.
    pub error: Option<String>,
    input: String,
    number: u32,
}

/// How a failed execution was resumed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resumed {
    /// From the state that failed.
    Redriven,
    /// In a new execution, from the beginning, since the old one can no longer be redriven. Every step is idempotent.
    Restarted,
}

impl Erasures {
    /// The state machine of this ARN.
    #[must_use]
    pub fn new(connection: &Connection, state_machine_arn: String) -> Self {
        connection.open_during_init(&Host::StepFunctions);
        Self { client: Client::new(connection.sdk()), state_machine_arn }
    }

    /// The latest execution of an erasure, if there is one.
    ///
    /// # Errors
    /// [`DomainError::Unavailable`].
    pub async fn latest(&self, id: &ErasureId) -> Result<Option<Execution>, DomainError> {
        let (mut latest, mut since) = (None, None);
        for number in 1.. {
            let Some(found) = self.describe(&self.arn(&name(id, number))).await? else { break };
            let started = Some(found.start_date.as_nanos());
            // A name can be reused 90 days after its execution has ended, so the highest number need not be the latest.
            if started < since {
                continue;
            }
            since = started;
            latest = Some(Execution {
                arn: found.execution_arn,
                status: found.status.as_str().to_owned(),
                error: found.error,
                input: found.input.unwrap_or_default(),
                number,
            });
        }
        Ok(latest)
    }

    /// Resumes a failed execution. Step Functions can redrive one for 14 days after it failed; otherwise a new one is
    /// started.
    ///
    /// # Errors
    /// [`DomainError::Unavailable`].
    pub async fn resume(&self, id: &ErasureId, stopped: &Execution) -> Result<Resumed, DomainError> {
        match self.client.redrive_execution().execution_arn(&stopped.arn).send().await {
            Ok(_) => Ok(Resumed::Redriven),
            Err(error) if cannot_be_redriven(&error) => {
                // The same error means that the execution was just redriven concurrently.
                let now = self.describe(&stopped.arn).await?.map(|found| found.status);
                if now.as_ref().map(ExecutionStatus::as_str) != Some(stopped.status.as_str()) {
                    return Err(DomainError::unavailable("states:RedriveExecution")(
                        "the execution was already resumed",
                    ));
                }
                self.start_next(id, stopped.number + 1, &stopped.input).await?;
                Ok(Resumed::Restarted)
            }
            Err(error) => Err(failure::unavailable("states:RedriveExecution")(error)),
        }
    }

    async fn describe(&self, arn: &str) -> Result<Option<DescribeExecutionOutput>, DomainError> {
        match self.client.describe_execution().execution_arn(arn).send().await {
            Ok(found) => Ok(Some(found)),
            Err(error) if error.as_service_error().is_some_and(DescribeExecutionError::is_execution_does_not_exist) => {
                Ok(None)
            }
            Err(error) => Err(failure::unavailable("states:DescribeExecution")(error)),
        }
    }

    /// Starts an execution with the first unused number, unless one of this erasure is running.
    ///
    /// Of concurrent starts under one name, one wins. AWS returns success to the others while the input is the same,
    /// and an error once the execution has ended (Step Functions API reference, `StartExecution`); the emulator always
    /// returns the error.
    async fn start_next(&self, id: &ErasureId, from: u32, input: &str) -> Result<(), DomainError> {
        for number in from.. {
            let name = name(id, number);
            let start = self.client.start_execution().state_machine_arn(&self.state_machine_arn);
            match start.name(&name).input(input).send().await {
                Ok(_) => return Ok(()),
                Err(error) if already_exists(&error) => {
                    let found = self.describe(&self.arn(&name)).await?;
                    if found.is_some_and(|found| is_open(&found.status)) {
                        return Ok(());
                    }
                }
                Err(error) => return Err(failure::unavailable("states:StartExecution")(error)),
            }
        }
        Err(DomainError::unavailable("states:StartExecution")("all names are used"))
    }

    /// Starts the next execution of an erasure, unless one is running.
    ///
    /// # Errors
    /// [`DomainError::Unavailable`].
    pub async fn start(&self, erasure: &Erasure) -> Result<(), DomainError> {
        let input = serde_json::to_string(&EraseUserInput {
            erasure_id: Message(erasure.id.clone()),
            user_id: Message(erasure.user_id.clone()),
        });
        let input = input.map_err(DomainError::unavailable("serialize a message"))?;
        self.start_next(&erasure.id, 1, &input).await
    }

    fn arn(&self, execution: &str) -> String {
        format!("{}:{execution}", self.state_machine_arn.replacen(":stateMachine:", ":execution:", 1))
    }
}

impl FindErasure for Erasures {
    async fn latest_execution(&self, id: &ErasureId) -> Result<Option<LatestExecution>, DomainError> {
        let Some(execution) = self.latest(id).await? else { return Ok(None) };
        let malformed = || DomainError::unavailable("states:DescribeExecution")("the input is malformed");
        let user_id = execution.user_id().ok_or_else(malformed)?;
        Ok(Some(LatestExecution { state: execution.state(), user_id }))
    }
}

impl FindFailedStep for Erasures {
    async fn failed_step(&self, execution: &str) -> Result<Option<String>, DomainError> {
        let history = self
            .client
            .get_execution_history()
            .execution_arn(execution)
            .reverse_order(true)
            .include_execution_data(false)
            .max_results(LAST_EVENTS)
            .send()
            .await
            .map_err(failure::unavailable("states:GetExecutionHistory"))?;
        Ok(failed_step(&history.events))
    }
}

/// The state of the last task that failed; `events` are newest first. Events of parallel branches are linked by the id
/// of the previous event, which the emulator omits: then it is the last state that was entered.
fn failed_step(events: &[HistoryEvent]) -> Option<String> {
    let has_failed = |event: &&HistoryEvent| {
        let kind = event.r#type.as_str();
        (kind.ends_with("Failed") || kind.ends_with("TimedOut")) && !kind.starts_with("Execution")
    };
    let mut event = events.iter().find(has_failed).or_else(|| events.first())?;
    while event.state_entered_event_details().is_none() {
        let before = event.previous_event_id();
        let is_before = |one: &&HistoryEvent| one.id() < event.id() && (before == 0 || one.id() == before);
        event = events.iter().find(is_before)?;
    }
    event.state_entered_event_details().map(|entered| entered.name().to_owned())
}

fn is_open(status: &ExecutionStatus) -> bool {
    matches!(status, ExecutionStatus::Running | ExecutionStatus::PendingRedrive)
}

fn name(id: &ErasureId, number: u32) -> String {
    if number == 1 { id.as_str().to_owned() } else { format!("{}-{number}", id.as_str()) }
}

/// Whether it is too late to redrive it, or an emulator does not support redrives.
fn cannot_be_redriven<R>(error: &SdkError<RedriveExecutionError, R>) -> bool {
    error.as_service_error().is_some_and(|error| {
        error.is_execution_not_redrivable()
            || matches!(error.code(), Some("InvalidAction" | "UnknownOperationException"))
    })
}

fn already_exists<R>(error: &SdkError<StartExecutionError, R>) -> bool {
    error.as_service_error().is_some_and(StartExecutionError::is_execution_already_exists)
}

impl Execution {
    /// Whether it is running.
    #[must_use]
    pub fn is_running(&self) -> bool {
        is_open(&ExecutionStatus::from(self.status.as_str()))
    }

    /// Its state, in the domain's terms.
    #[must_use]
    pub fn state(&self) -> ErasureState {
        if self.is_running() {
            ErasureState::Running
        } else if self.has_succeeded() {
            ErasureState::Succeeded
        } else {
            ErasureState::Failed
        }
    }

    /// The user to erase.
    #[must_use]
    pub fn user_id(&self) -> Option<UserId> {
        let input: EraseUserInput = serde_json::from_str(&self.input).ok()?;
        Some(input.user_id.0)
    }

    /// Whether it has succeeded.
    #[must_use]
    pub fn has_succeeded(&self) -> bool {
        self.status == ExecutionStatus::Succeeded.as_str()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use aws_sdk_sfn::primitives::DateTime;
    use aws_sdk_sfn::types::{HistoryEventType, StateEnteredEventDetails};

    fn event(id: i64, before: i64, kind: HistoryEventType, state: Option<&str>) -> HistoryEvent {
        let entered = state.map(|name| StateEnteredEventDetails::builder().name(name).build().unwrap());
        HistoryEvent::builder()
            .id(id)
            .previous_event_id(before)
            .timestamp(DateTime::from_secs(0))
            .r#type(kind)
            .set_state_entered_event_details(entered)
            .build()
            .unwrap()
    }

    #[test]
    fn failed_state_is_found_in_its_branch() {
        let mut events = vec![
            event(1, 0, HistoryEventType::ParallelStateEntered, Some("everywhere")),
            event(2, 1, HistoryEventType::TaskStateEntered, Some("erase-files")),
            event(3, 1, HistoryEventType::TaskStateEntered, Some("erase-reviews")),
            event(4, 2, HistoryEventType::LambdaFunctionScheduled, None),
            event(5, 4, HistoryEventType::LambdaFunctionFailed, None),
            event(6, 3, HistoryEventType::LambdaFunctionScheduled, None),
            event(7, 5, HistoryEventType::ExecutionFailed, None),
        ];
        events.reverse();
        assert_eq!(failed_step(&events).as_deref(), Some("erase-files"));
        assert_eq!(failed_step(&[]), None);
    }

    #[test]
    fn without_branches_it_is_the_last_entered_state() {
        let mut events = vec![
            event(1, 0, HistoryEventType::TaskStateEntered, Some("hide-user")),
            event(2, 0, HistoryEventType::TaskStateExited, None),
            event(3, 0, HistoryEventType::TaskStateEntered, Some("call-services")),
            event(4, 0, HistoryEventType::TaskFailed, None),
            event(5, 0, HistoryEventType::ExecutionFailed, None),
        ];
        events.reverse();
        assert_eq!(failed_step(&events).as_deref(), Some("call-services"));
    }
}
