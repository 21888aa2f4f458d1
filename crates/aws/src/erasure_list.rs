//! The erasures that Step Functions lists: up to 90 days after their end.

use std::collections::HashSet;

use aws_sdk_sfn::types::ExecutionStatus;
use usher_domain::DomainError;
use usher_domain::erasure::ErasureId;

use crate::{Erasures, Execution, failure};

/// The final statuses of failed executions.
const STOPPED: [ExecutionStatus; 3] = [ExecutionStatus::Failed, ExecutionStatus::TimedOut, ExecutionStatus::Aborted];

/// An erasure with its latest execution.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedErasure {
    /// The erasure.
    pub id: ErasureId,
    /// The latest execution.
    pub execution: Execution,
}

impl Erasures {
    /// Every erasure, the latest first.
    ///
    /// # Errors
    /// [`DomainError::Unavailable`].
    pub async fn list(&self) -> Result<Vec<ListedErasure>, DomainError> {
        let ids = self.ids_of(None).await?;
        self.latest_of(unique(ids)).await
    }

    /// The erasures whose latest execution failed, the latest first.
    ///
    /// # Errors
    /// [`DomainError::Unavailable`].
    pub async fn stuck(&self) -> Result<Vec<ListedErasure>, DomainError> {
        let mut ids = Vec::new();
        for status in STOPPED {
            ids.extend(self.ids_of(Some(status)).await?);
        }
        let mut stuck = self.latest_of(unique(ids)).await?;
        stuck.retain(|erasure| !erasure.execution.is_running() && !erasure.execution.has_succeeded());
        Ok(stuck)
    }

    async fn ids_of(&self, status: Option<ExecutionStatus>) -> Result<Vec<ErasureId>, DomainError> {
        let list = self.client.list_executions().state_machine_arn(&self.state_machine_arn).set_status_filter(status);
        let mut executions = list.into_paginator().items().send();
        let mut ids = Vec::new();
        while let Some(execution) = executions.next().await {
            let execution = execution.map_err(failure::unavailable("states:ListExecutions"))?;
            ids.extend(id_in(&execution.name));
        }
        Ok(ids)
    }

    async fn latest_of(&self, ids: Vec<ErasureId>) -> Result<Vec<ListedErasure>, DomainError> {
        let mut listed = Vec::new();
        for id in ids {
            let latest = self.latest(&id).await?;
            listed.extend(latest.map(|execution| ListedErasure { id, execution }));
        }
        Ok(listed)
    }
}

/// Executions that were started manually under another name are not erasures with an id.
fn id_in(name: &str) -> Option<ErasureId> {
    ErasureId::parse(name.split('-').next().unwrap_or(name)).ok()
}

/// Removes duplicates, keeping the first.
fn unique(ids: Vec<ErasureId>) -> Vec<ErasureId> {
    let mut seen = HashSet::new();
    ids.into_iter().filter(|id| seen.insert(id.clone())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_erasure_is_listed_once() {
        let (one, other) = (ErasureId::from_bits(1), ErasureId::from_bits(2));
        let names =
            [other.as_str().to_owned(), format!("{}-2", one.as_str()), one.as_str().to_owned(), "by-hand".into()];
        let ids = unique(names.iter().filter_map(|name| id_in(name)).collect());
        assert_eq!(ids, [other, one]);
    }
}
