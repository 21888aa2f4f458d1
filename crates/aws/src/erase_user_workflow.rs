//! Starts the workflow `erase-user` under the pseudonymous id of the user's erasure.

use usher_domain::erasure::{Erasure, ErasureId};
use usher_domain::ports::StartErasure;
use usher_domain::{DomainError, UserId};

use crate::{Connection, Erasures, StackKeys};

/// The workflow `erase-user`.
#[derive(Debug)]
pub struct EraseUserWorkflow {
    erasures: Erasures,
    keys: StackKeys,
}

impl EraseUserWorkflow {
    /// The state machine of this ARN, and the table of the stack's keys.
    #[must_use]
    pub fn new(connection: &Connection, state_machine_arn: String, stack_keys_table: String) -> Self {
        let keys = StackKeys::of_erasures(connection, stack_keys_table);
        Self { erasures: Erasures::new(connection, state_machine_arn), keys }
    }
}

impl StartErasure for EraseUserWorkflow {
    async fn erasure_id(&self, user: &UserId) -> Result<ErasureId, DomainError> {
        self.keys.erasure_id(user).await
    }

    async fn start(&self, erasure: &Erasure) -> Result<(), DomainError> {
        self.erasures.start(erasure).await
    }
}
