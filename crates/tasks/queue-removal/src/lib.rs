//! The state `queue-removal`: records the removal with every registered service pending (seed 004), and voids the link that
//! may have been mailed.

use time::OffsetDateTime;
use usher_domain::DomainError;
use usher_domain::ports::{ListServices, QueueRemoval};
use usher_lambda_kit::Task;
use usher_wire::workflow::{ErasureMessage, QueuedMessage};

/// What the task needs.
#[derive(Debug)]
pub struct QueueRemovalTask<Services, Queue> {
    /// The registered services.
    pub services: Services,
    /// The removal queue.
    pub queue: Queue,
}

impl<Services: ListServices, Queue: QueueRemoval> Task for QueueRemovalTask<Services, Queue> {
    const NAME: &'static str = "queue-removal";
    type Input = ErasureMessage;
    type Output = QueuedMessage;

    async fn perform(&self, input: Self::Input, _: OffsetDateTime) -> Result<Self::Output, DomainError> {
        let erasure = input.read()?;
        let services = self.services.all().await?;
        let requested_at = self.queue.queue(&erasure, &services).await?;
        Ok(QueuedMessage { requested_at })
    }
}
