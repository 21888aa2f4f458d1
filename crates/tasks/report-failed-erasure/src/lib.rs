//! `report-failed-erasure`: mails the admin about a failed erasure: the state, what is left, and how to continue.
//! `EventBridge` invokes it when an execution of `erase-user` ends without success.

use time::OffsetDateTime;
use usher_domain::DomainError;
use usher_domain::ports::{FindFailedStep, MailFailedErasure, ReportFailure, TrackErased, TrackRecipients};
use usher_domain::use_cases::erase;
use usher_lambda_kit::Task;
use usher_messages::ExecutionStatusEvent;

/// The dependencies of the task.
#[derive(Debug)]
pub struct ReportFailedErasure<Queue, History, Mail> {
    /// The removal queue.
    pub queue: Queue,
    /// The history of the failed execution.
    pub history: History,
    /// Mails the admin.
    pub mail: Mail,
}

impl<Queue, History, Mail> Task for ReportFailedErasure<Queue, History, Mail>
where
    Queue: ReportFailure + TrackErased + TrackRecipients,
    History: FindFailedStep,
    Mail: MailFailedErasure,
{
    const NAME: &'static str = "report-failed-erasure";
    type Input = ExecutionStatusEvent;
    type Output = ();

    async fn perform(&self, input: Self::Input, _: OffsetDateTime) -> Result<Self::Output, DomainError> {
        erase::report(&self.queue, &self.history, &self.mail, input.read()?).await
    }
}
