//! Registers and updates users with the workflows `register-user` and `update-user`, synchronously. Passwords are
//! encrypted first.

use serde::Serialize;
use time::OffsetDateTime;
use usher_domain::ports::{RegisterUser, SealPassword, UpdateUser, UserWorkflowError};
use usher_domain::registration::Registration;
use usher_domain::update::Update;
use usher_domain::{DomainError, Password, SealedPassword, User};
use usher_messages::{Message, RegisterUserInput, RevokedByUpdateMessage, UpdateUserInput};

use crate::workflow::WorkflowError;
use crate::{Connection, PasswordSeal, Workflow};

/// The workflow `register-user`.
#[derive(Clone, Debug)]
pub struct RegisterUserWorkflow(UserWorkflow);

impl RegisterUserWorkflow {
    /// The state machine of this ARN, and the table of one-time keys.
    #[must_use]
    pub fn new(connection: &Connection, state_machine_arn: String, keys_table: String) -> Self {
        Self(UserWorkflow::new(connection, state_machine_arn, keys_table))
    }
}

impl RegisterUser for RegisterUserWorkflow {
    async fn register(
        &self,
        registration: &Registration,
        password: &Password,
        now: OffsetDateTime,
    ) -> Result<User, UserWorkflowError> {
        let password = self.0.seal(password, now).await?;
        let input = RegisterUserInput { registration: Message(registration.clone()), password };
        let caller_errors = [DomainError::EmailTaken, DomainError::AccountIdTaken];
        self.0.run("register-user", &input, caller_errors).await
    }
}

/// The workflow `update-user`.
#[derive(Clone, Debug)]
pub struct UpdateUserWorkflow(UserWorkflow);

impl UpdateUserWorkflow {
    /// The state machine of this ARN, and the table of one-time keys.
    #[must_use]
    pub fn new(connection: &Connection, state_machine_arn: String, keys_table: String) -> Self {
        Self(UserWorkflow::new(connection, state_machine_arn, keys_table))
    }
}

impl UpdateUser for UpdateUserWorkflow {
    async fn update(&self, user: &User, update: &Update, now: OffsetDateTime) -> Result<User, UserWorkflowError> {
        if update.is_empty() {
            return Ok(user.clone());
        }
        let password = match &update.password {
            Some(password) => Some(self.0.seal(password, now).await?),
            None => None,
        };
        let (user_id, changes) = (Message(user.id.clone()), Message(update.changes.clone()));
        let kept = update.kept_session.clone().map(Message);
        let revoked = RevokedByUpdateMessage { kept, version: user.revocations.version };
        let input = UpdateUserInput { user_id, changes, password, revoked };
        let caller_errors = [DomainError::EmailTaken, DomainError::UserNotFound, DomainError::UpdateUnderWay];
        self.0.run("update-user", &input, caller_errors).await
    }
}

/// A workflow that returns a user, and the encryption of its password.
#[derive(Clone, Debug)]
struct UserWorkflow {
    workflow: Workflow,
    seal: PasswordSeal,
}

impl UserWorkflow {
    fn new(connection: &Connection, state_machine_arn: String, keys_table: String) -> Self {
        let seal = PasswordSeal::new(connection, keys_table);
        Self { workflow: Workflow::new(connection, state_machine_arn), seal }
    }

    async fn seal(
        &self,
        password: &Password,
        now: OffsetDateTime,
    ) -> Result<Message<SealedPassword>, UserWorkflowError> {
        self.seal.seal(password, now).await.map(Message).map_err(UserWorkflowError::NotStarted)
    }

    async fn run<const N: usize>(
        &self,
        name: &'static str,
        input: &impl Serialize,
        caller_errors: [DomainError; N],
    ) -> Result<User, UserWorkflowError> {
        let input = serde_json::to_string(input).map_err(DomainError::unavailable("serialize a message"));
        user_at_end(self.workflow.run(&input.map_err(UserWorkflowError::NotStarted)?).await, caller_errors, name)
    }
}

/// Whether the workflow failed because a service or Lambda throttled it. It has rolled back.
fn is_throttling(name: &str) -> bool {
    // Step Functions' error name for a function without free concurrency.
    [DomainError::throttled().name(), "Lambda.TooManyRequestsException"].contains(&name)
}

/// Parses the user in a workflow's output. Throttling becomes `TooManyAttempts`, `caller_errors` are passed through,
/// and every other error becomes `Unavailable`.
fn user_at_end<const N: usize>(
    end: Result<String, WorkflowError>,
    caller_errors: [DomainError; N],
    workflow: &'static str,
) -> Result<User, UserWorkflowError> {
    let output = match end {
        Ok(output) => output,
        Err(WorkflowError::NotStarted(error)) => return Err(UserWorkflowError::NotStarted(error)),
        Err(WorkflowError::Failed(error)) => return Err(error.into()),
        Err(WorkflowError::Ended { name }) if is_throttling(&name) => return Err(DomainError::throttled().into()),
        Err(WorkflowError::Ended { name }) => {
            let known = caller_errors.into_iter().find(|error| error.name() == name);
            return Err(known
                .unwrap_or_else(|| DomainError::unavailable(workflow)(format!("it failed with {name}")))
                .into());
        }
    };
    let user = serde_json::from_str(&output);
    // The error is dropped, since it may contain the input.
    let Message(user) = user.map_err(|_| DomainError::unavailable("parse a message")("the output of a workflow"))?;
    Ok(user)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(name: &str) -> Result<User, DomainError> {
        let end = Err(WorkflowError::Ended { name: name.to_owned() });
        Ok(user_at_end(end, [DomainError::EmailTaken, DomainError::UpdateUnderWay], "a workflow")?)
    }

    #[test]
    fn caller_errors_are_passed_through() {
        assert!(matches!(refused("EmailTaken"), Err(DomainError::EmailTaken)));
        assert!(matches!(refused("UpdateUnderWay"), Err(DomainError::UpdateUnderWay)));
    }

    #[test]
    fn throttled_workflow_is_too_many_attempts() {
        for name in ["TooManyAttempts", "Lambda.TooManyRequestsException"] {
            assert!(matches!(refused(name), Err(DomainError::TooManyAttempts { .. })), "{name}");
        }
        let not_started = user_at_end(Err(WorkflowError::NotStarted(DomainError::throttled())), [], "a workflow");
        assert!(matches!(not_started, Err(UserWorkflowError::NotStarted(DomainError::TooManyAttempts { .. }))));
    }

    #[test]
    fn other_errors_are_unavailable() {
        for name in ["InvalidInput", "NotUndone", "Unavailable", "States.Timeout", "UserNotFound"] {
            assert!(matches!(refused(name), Err(DomainError::Unavailable(_))), "{name}");
        }
        let unreadable = user_at_end(Ok("{}".to_owned()), [], "a workflow");
        assert!(matches!(unreadable, Err(UserWorkflowError::Failed(DomainError::Unavailable(_)))));
    }
}
