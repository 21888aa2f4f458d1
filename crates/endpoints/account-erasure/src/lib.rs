//! `GET /user/erasure/{erasure_id}` (account document): the state of an erasure, for any client that has its id. The id
//! is a keyed hash, so it cannot be derived from a user id. A malformed id gets the same response as an unknown one.

use usher_domain::DomainError;
use usher_domain::erasure::{ErasureId, ErasureState, LatestExecution};
use usher_domain::ports::{FindErasure, FindEvidence, ListEvidence, TrackRecipients};
use usher_domain::service::Recipient;
use usher_lambda_kit::{Answer, Call, Endpoint};
use usher_messages::evidence::{LatestCertificate, latest_certificate, parse_recipients};
use usher_wire::account;

/// The endpoint and its ports.
#[derive(Debug)]
pub struct AccountErasure<Erasures, RemovalQueue, Evidence> {
    /// The workflow `erase-user`.
    pub erasures: Erasures,
    /// The removals under way.
    pub removal_queue: RemovalQueue,
    /// The certificates.
    pub evidence: Evidence,
}

impl<Erasures, RemovalQueue, Evidence> AccountErasure<Erasures, RemovalQueue, Evidence>
where
    Erasures: FindErasure,
    RemovalQueue: TrackRecipients,
    Evidence: ListEvidence + FindEvidence,
{
    /// The state, and the services: of an erasure under way from the removal queue, of a completed one from its
    /// certificate, which outlives the execution.
    async fn progress(
        &self,
        execution: Option<LatestExecution>,
        certificate: Option<&LatestCertificate>,
    ) -> Result<(ErasureState, Vec<Recipient>), DomainError> {
        match (execution, certificate) {
            (Some(LatestExecution { state: state @ (ErasureState::Running | ErasureState::Failed), user_id }), _) => {
                Ok((state, self.removal_queue.recipients(&user_id).await?))
            }
            (_, Some(certificate)) => Ok((ErasureState::Succeeded, parse_recipients(&certificate.text)?)),
            (Some(LatestExecution { state: ErasureState::Succeeded, .. }), None) => {
                // The retention of the certificate has ended, and it was deleted.
                Ok((ErasureState::Succeeded, Vec::new()))
            }
            (None, None) => Err(DomainError::ErasureNotFound),
        }
    }
}

impl<Erasures, RemovalQueue, Evidence> Endpoint for AccountErasure<Erasures, RemovalQueue, Evidence>
where
    Erasures: FindErasure,
    RemovalQueue: TrackRecipients,
    Evidence: ListEvidence + FindEvidence,
{
    const ROUTE: &'static str = "GET /user/erasure/{erasure_id}";

    fn refusal(error: &DomainError) -> Answer {
        account::refusal(error)
    }

    async fn answer(&self, call: &Call) -> Result<Answer, DomainError> {
        let id = call.path_parameter("erasure_id").and_then(|given| ErasureId::parse(&given).ok());
        let id = id.ok_or(DomainError::ErasureNotFound)?;
        // The execution first: once it has succeeded, the certificate exists.
        let execution = self.erasures.latest_execution(&id).await?;
        let certificate = latest_certificate(&self.evidence, &id).await?;
        let (state, recipients) = self.progress(execution, certificate.as_ref()).await?;
        account::erasure(&id, state, &recipients, certificate.as_ref().map(|certificate| certificate.text.as_str()))
    }
}
