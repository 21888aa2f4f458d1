//! An endpoint over in-memory ports, and erasures of Ada in each state.

use account_erasure::AccountErasure;
use usher_domain::erasure::{Erasure, ErasureRun};
use usher_domain::ports::{KeepEvidence, TrackRecipients};
use usher_domain::service::{RecipientStatus, ServiceAnswer};
use usher_messages::evidence::{Certificate, certificate_key};
use usher_testkit::fixtures::{self, NOW};
use usher_testkit::in_memory::{Erasures, Evidence, RemovalQueue};
use usher_testkit::world::World;

pub type Endpoint = AccountErasure<Erasures, RemovalQueue, Evidence>;

/// The erasure of Ada.
pub fn erasure() -> Erasure {
    fixtures::erasure(&fixtures::ada().id)
}

/// No erasure.
pub fn nothing() -> Endpoint {
    AccountErasure {
        erasures: Erasures::default(),
        removal_queue: RemovalQueue::default(),
        evidence: Evidence::default(),
    }
}

/// Ada's erasure is running, and the service billing has not confirmed.
pub async fn running() -> Endpoint {
    let World { erasures, removal_queue, evidence, .. } = World::erasing_ada().await;
    AccountErasure { erasures, removal_queue, evidence }
}

/// Ada's erasure has failed, since the service billing never confirmed.
pub async fn failed() -> Endpoint {
    let endpoint = running().await;
    endpoint.erasures.fail(&erasure().id);
    endpoint
}

/// Ada's erasure has succeeded.
pub async fn succeeded() -> Endpoint {
    let endpoint = running().await;
    certify(&endpoint, 1).await;
    endpoint.removal_queue.end(&erasure().user_id);
    endpoint.erasures.end(&erasure().id);
    endpoint
}

/// Writes the certificate of one run, with billing confirmed.
pub async fn certify(endpoint: &Endpoint, run: usize) {
    let (erasure, run) = (erasure(), ErasureRun::numbered(&erasure().id, run));
    let confirmed = ServiceAnswer { is_confirmed: true, answer: "202".to_owned(), retry_after: None };
    let recipients = endpoint.removal_queue.recipients(&erasure.user_id).await.unwrap();
    let recipients: Vec<_> = recipients.into_iter().map(|one| one.record_call(confirmed.clone(), NOW, NOW)).collect();
    assert!(recipients.iter().all(|one| one.status == RecipientStatus::Confirmed));
    let recipients: Vec<_> = recipients.iter().map(Into::into).collect();
    let certificate = Certificate {
        erasure_id: &erasure.id,
        run: &run,
        requested_at: NOW,
        completed_at: NOW,
        files: 3,
        job_requests: 30,
        reviews: 2,
        recipients: &recipients,
    };
    endpoint.evidence.keep(&certificate_key(&run), &certificate.record().unwrap(), NOW).await.unwrap();
}
