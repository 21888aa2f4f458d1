//! The state `queue-removal` (removal document): adds the removal to the queue with every registered service pending,
//! and voids a mailed link. It numbers the run by the existing certificates of the user.

use time::OffsetDateTime;
use usher_domain::DomainError;
use usher_domain::erasure::{Erasure, ErasureRun};
use usher_domain::ports::{ListEvidence, ListServices, QueueRemoval};
use usher_lambda_kit::{Task, warn};
use usher_messages::evidence::certificates_of;
use usher_messages::{ErasureMessage, Message, QueuedMessage};

/// The dependencies of the task.
#[derive(Debug)]
pub struct QueueRemovalTask<Services, Queue, Evidence> {
    /// The registered services.
    pub services: Services,
    /// The removal queue.
    pub queue: Queue,
    /// The certificates.
    pub evidence: Evidence,
}

impl<Services, Queue, Evidence> Task for QueueRemovalTask<Services, Queue, Evidence>
where
    Services: ListServices,
    Queue: QueueRemoval,
    Evidence: ListEvidence,
{
    const NAME: &'static str = "queue-removal";
    type Input = ErasureMessage;
    type Output = QueuedMessage;

    async fn perform(&self, input: Self::Input, now: OffsetDateTime) -> Result<Self::Output, DomainError> {
        let (Message(id), Message(user_id)) = (input.erasure_id, input.user_id);
        let erasure = Erasure { id, user_id, requested_at: input.requested_at };
        let folder = input.files_folder.map(|Message(folder)| folder);
        let registered = self.services.all().await?;
        if !registered.unreadable.is_empty() {
            warn(now, Self::NAME, "rows of Services cannot be read and are skipped", &registered.unreadable);
        }
        let completed = self.evidence.keys(&certificates_of(&erasure.id)).await?.len();
        let run = ErasureRun::numbered(&erasure.id, completed + 1);
        let queued = self.queue.queue(&erasure, &run, folder.as_ref(), &registered.services).await?;
        Ok(QueuedMessage {
            requested_at: queued.requested_at,
            run: Message(run),
            files_folder: queued.files_folder.map(Message),
        })
    }
}
