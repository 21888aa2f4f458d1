//! Removals as messages to downstream services (removal document): `POST <service_endpoint>` with `{"user_id"}`.

use futures_util::future::try_join_all;
use time::OffsetDateTime;
use usher_domain::erasure::ErasureRun;
use usher_domain::ports::{CallServices, ServiceSecrets};
use usher_domain::service::{Service, ServiceAnswer};
use usher_domain::{DomainError, UserId};

use crate::{Accepted, Limits, Message, Reach, Refusal, Secret, SetUpError, Webhooks};

/// Calls services, each with its own secret.
pub struct ServiceCalls<Secrets> {
    webhooks: Webhooks,
    secrets: Secrets,
}

impl<Secrets> ServiceCalls<Secrets> {
    /// Calls the services that `reach` allows.
    ///
    /// # Errors
    /// As [`Webhooks::new`].
    pub fn new(reach: Reach, secrets: Secrets) -> Result<Self, SetUpError> {
        Ok(Self { webhooks: Webhooks::new(reach, Limits::default())?, secrets })
    }
}

impl<Secrets: ServiceSecrets> ServiceCalls<Secrets> {
    async fn call_one(&self, service: &Service, message: &Message<'_>) -> Result<ServiceAnswer, DomainError> {
        let secret = self.secrets.secret(&service.name).await?;
        let secret = Secret::from_bytes(*secret.reveal());
        Ok(answer(self.webhooks.post(&service.endpoint, &secret, message).await))
    }
}

impl<Secrets: ServiceSecrets> CallServices for ServiceCalls<Secrets> {
    /// The message id is the name of the run, the same in each retry and for all services.
    async fn call(
        &self,
        services: &[&Service],
        user: &UserId,
        run: &ErasureRun,
        now: OffsetDateTime,
    ) -> Result<Vec<ServiceAnswer>, DomainError> {
        let body = format!(r#"{{"user_id":"{}"}}"#, user.as_str());
        let message = Message { id: run.as_str(), sent_at: now, body: &body };
        try_join_all(services.iter().map(|service| self.call_one(service, &message))).await
    }
}

fn answer(outcome: Result<Accepted, Refusal>) -> ServiceAnswer {
    let (is_confirmed, answer, retry_after) = match outcome {
        Ok(Accepted { status }) => (true, status.to_string(), None),
        Err(Refusal::Answered { status, retry_after }) => (false, status.to_string(), retry_after),
        Err(refusal) => (false, refusal.name().to_owned(), None),
    };
    ServiceAnswer { is_confirmed, answer, retry_after }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::Duration;

    #[test]
    fn accepted_message_is_a_confirmation() {
        let confirmed = answer(Ok(Accepted { status: 202 }));
        assert_eq!((confirmed.is_confirmed, confirmed.answer.as_str()), (true, "202"));
        let unreached = answer(Err(Refusal::NotReachable));
        assert_eq!((unreached.is_confirmed, unreached.answer.as_str()), (false, "NotReachable"));
    }

    #[test]
    fn a_refusal_tells_how_long_to_wait() {
        let retry_after = Some(Duration::MINUTE);
        let refused = answer(Err(Refusal::Answered { status: 503, retry_after }));
        let expected = ServiceAnswer { is_confirmed: false, answer: "503".to_owned(), retry_after };
        assert_eq!(refused, expected);
    }
}
