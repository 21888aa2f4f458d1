//! The state `call-services`: calls the downstream services that are due, in one round, and returns how long to wait
//! for the next round. It fails if services do not confirm in time.

use time::{Duration, OffsetDateTime};
use usher_domain::DomainError;
use usher_domain::ports::{CallServices, ListServices, TrackRecipients};
use usher_domain::use_cases::tell_services::{Notification, notify};
use usher_lambda_kit::Task;
use usher_messages::{CallServicesInput, Message, RoundMessage, run_or_first};

/// The dependencies of the task.
#[derive(Debug)]
pub struct CallServicesTask<Services, Queue, Calls> {
    /// The registered services.
    pub services: Services,
    /// The removal queue.
    pub queue: Queue,
    /// Calls the services.
    pub calls: Calls,
    /// How long services may take to confirm before the task fails.
    pub confirmation_timeout: Duration,
}

impl<Services, Queue, Calls> Task for CallServicesTask<Services, Queue, Calls>
where
    Services: ListServices,
    Queue: TrackRecipients,
    Calls: CallServices,
{
    const NAME: &'static str = "call-services";
    type Input = CallServicesInput;
    type Output = RoundMessage;

    async fn perform(&self, input: Self::Input, now: OffsetDateTime) -> Result<Self::Output, DomainError> {
        let Message(user) = input.user_id;
        let run = run_or_first(input.run, &input.erasure_id.0);
        let deadline = input.since + self.confirmation_timeout;
        let notification = Notification { user: &user, run: &run, deadline };
        let round = notify(&self.services, &self.queue, &self.calls, notification, now).await?;
        if round.wait.is_some() && now >= deadline {
            return Err(DomainError::ServicesPending);
        }
        Ok(RoundMessage::from(&round))
    }
}
