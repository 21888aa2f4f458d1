//! Erasures in memory: which were started. The workflow itself does not run.

use std::collections::HashSet;
use std::sync::{Arc, Mutex};

use usher_domain::erasure::{Erasure, ErasureId, ErasureState, LatestExecution};
use usher_domain::ports::{FindErasure, FindFailedStep, StartErasure};
use usher_domain::{DomainError, UserId};

use crate::fixtures;

/// The workflow `erase-user`, as its callers see it. Clones share the executions.
#[derive(Clone, Debug, Default)]
pub struct Erasures {
    started: Arc<Mutex<Vec<Erasure>>>,
    running: Arc<Mutex<HashSet<ErasureId>>>,
    failed: Arc<Mutex<HashSet<ErasureId>>>,
    failed_step: Option<String>,
    is_broken: bool,
    is_without_key: bool,
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

    /// This workflow, without the key that ids are made with.
    #[must_use]
    pub fn without_key(self) -> Self {
        Self { is_without_key: true, ..self }
    }

    /// Ends the execution of this erasure with success.
    pub fn end(&self, id: &ErasureId) {
        self.running.lock().unwrap().remove(id);
    }

    /// Ends the execution of this erasure without success.
    pub fn fail(&self, id: &ErasureId) {
        self.end(id);
        self.failed.lock().unwrap().insert(id.clone());
    }

    /// The erasures that were started, each as it was first requested.
    #[must_use]
    pub fn started(&self) -> Vec<Erasure> {
        self.started.lock().unwrap().clone()
    }
}

impl StartErasure for Erasures {
    async fn erasure_id(&self, user: &UserId) -> Result<ErasureId, DomainError> {
        if self.is_without_key {
            return Err(DomainError::unavailable("read a key")("there is none"));
        }
        Ok(fixtures::erasure_id(user))
    }

    async fn start(&self, erasure: &Erasure) -> Result<(), DomainError> {
        if self.is_broken {
            return Err(DomainError::unavailable("start a workflow")("the workflow is broken"));
        }
        if self.running.lock().unwrap().insert(erasure.id.clone()) {
            self.failed.lock().unwrap().remove(&erasure.id);
            self.started.lock().unwrap().push(erasure.clone());
        }
        Ok(())
    }
}

impl FindErasure for Erasures {
    async fn latest_execution(&self, id: &ErasureId) -> Result<Option<LatestExecution>, DomainError> {
        let started = self.started();
        let Some(latest) = started.iter().rev().find(|erasure| erasure.id == *id) else { return Ok(None) };
        let state = if self.running.lock().unwrap().contains(id) {
            ErasureState::Running
        } else if self.failed.lock().unwrap().contains(id) {
            ErasureState::Failed
        } else {
            ErasureState::Succeeded
        };
        Ok(Some(LatestExecution { state, user_id: latest.user_id.clone() }))
    }
}

impl FindFailedStep for Erasures {
    async fn failed_step(&self, _: &str) -> Result<Option<String>, DomainError> {
        Ok(self.failed_step.clone())
    }
}
