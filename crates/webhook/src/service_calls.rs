//! Removals as messages to downstream services (seed 004): `POST <service_endpoint>` with `{"user_id"}`.

use futures_util::future::try_join_all;
use time::OffsetDateTime;
use usher_domain::erasure::ErasureId;
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
    /// Calls within this reach.
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
    /// The id of the message is the erasure's, each time and for each service.
    async fn call(
        &self,
        services: &[&Service],
        user: &UserId,
        erasure: &ErasureId,
        now: OffsetDateTime,
    ) -> Result<Vec<ServiceAnswer>, DomainError> {
        let body = format!(r#"{{"user_id":"{}"}}"#, user.as_str());
        let message = Message { id: erasure.as_str(), sent_at: now, body: &body };
        try_join_all(services.iter().map(|service| self.call_one(service, &message))).await
    }
}

fn answer(outcome: Result<Accepted, Refusal>) -> ServiceAnswer {
    match outcome {
        Ok(Accepted { status }) => ServiceAnswer { is_confirmed: true, answer: status.to_string() },
        Err(Refusal::Answered(status)) => ServiceAnswer { is_confirmed: false, answer: status.to_string() },
        Err(refusal) => ServiceAnswer { is_confirmed: false, answer: refusal.name().to_owned() },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_service_has_confirmed_when_it_has_taken_the_message() {
        let confirmed = answer(Ok(Accepted { status: 202 }));
        assert_eq!((confirmed.is_confirmed, confirmed.answer.as_str()), (true, "202"));
        let refused = answer(Err(Refusal::Answered(503)));
        assert_eq!((refused.is_confirmed, refused.answer.as_str()), (false, "503"));
        let unreached = answer(Err(Refusal::NotReachable));
        assert_eq!((unreached.is_confirmed, unreached.answer.as_str()), (false, "NotReachable"));
    }
}
