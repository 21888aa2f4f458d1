//! Erasures in memory: their ids, and which were started. The workflow itself does not run.

use std::collections::HashSet;
use std::sync::{Arc, Mutex};

use time::OffsetDateTime;
use usher_domain::erasure::{Erasure, ErasureId};
use usher_domain::ports::{FindFailedStep, StartErasure};
use usher_domain::{DomainError, UserId};
use uuid::Uuid;

/// Derives the id of an erasure from the user id, with a fixed test key.
#[derive(Clone, Copy, Debug, Default)]
pub struct ErasureNames;

impl ErasureNames {
    const KEY: u128 = 0x0f1e_2d3c_4b5a_6978_8796_a5b4_c3d2_e1f0;

    /// The id of this user's erasure.
    #[must_use]
    pub fn of(id: &UserId) -> ErasureId {
        let bits = Uuid::parse_str(id.as_str()).unwrap().as_u128();
        ErasureId::from_bits(bits ^ Self::KEY)
    }
}

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
        let erasure = Erasure { id: ErasureNames::of(user), user_id: user.clone(), requested_at: now };
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
