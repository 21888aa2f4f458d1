//! Erasures in memory: which were started. The workflow itself does not run.

use std::collections::HashSet;
use std::sync::{Arc, Mutex};

use time::OffsetDateTime;
use usher_domain::erasure::{Erasure, ErasureId};
use usher_domain::ports::{FindFailedStep, StartErasure};
use usher_domain::{DomainError, UserId};

use crate::fixtures;

/// The workflow `erase-user`, as its callers see it. Clones share the executions.
#[derive(Clone, Debug, Default)]
pub struct Erasures {
    started: Arc<Mutex<Vec<Erasure>>>,
    running: Arc<Mutex<HashSet<ErasureId>>>,
    failed_step: Option<String>,
    is_broken: bool,
}

impl Erasures {
    /// A workflow whose executions fail in this state.
    #[must_use]
    pub fn stopping_at(state: &str) -> Self {
        Self { failed_step: Some(state.to_owned()), ..Self::default() }
    }

    /// This workflow, failing every start from now on.
    #[must_use]
    pub fn breaking(self) -> Self {
        Self { is_broken: true, ..self }
    }

    /// Ends the execution of this erasure, with success or without.
    pub fn end(&self, id: &ErasureId) {
        self.running.lock().unwrap().remove(id);
    }

    /// The erasures that were started, each as it was first requested.
    #[must_use]
    pub fn started(&self) -> Vec<Erasure> {
        self.started.lock().unwrap().clone()
    }
}

impl StartErasure for Erasures {
    async fn start(&self, user: &UserId, now: OffsetDateTime) -> Result<Erasure, DomainError> {
        if self.is_broken {
            return Err(DomainError::unavailable("start a workflow")("the workflow is broken"));
        }
        let erasure = Erasure { id: fixtures::erasure_id(user), user_id: user.clone(), requested_at: now };
        if self.running.lock().unwrap().insert(erasure.id.clone()) {
            self.started.lock().unwrap().push(erasure.clone());
        }
        Ok(erasure)
    }
}

impl FindFailedStep for Erasures {
    async fn failed_step(&self, _: &str) -> Result<Option<String>, DomainError> {
        Ok(self.failed_step.clone())
    }
}
