//! The state `write-certificate`: stores the proof of a completed erasure under Object Lock. A retry keeps the first
//! one.

use time::OffsetDateTime;
use usher_domain::DomainError;
use usher_domain::ports::KeepEvidence;
use usher_lambda_kit::Task;
use usher_messages::evidence::{Certificate, certificate_key};
use usher_messages::{CertificateInput, Message, run_or_first};

/// The dependencies of the task.
#[derive(Debug)]
pub struct WriteCertificate<Evidence> {
    /// The evidence bucket.
    pub evidence: Evidence,
}

impl<Evidence: KeepEvidence> Task for WriteCertificate<Evidence> {
    const NAME: &'static str = "write-certificate";
    type Input = CertificateInput;
    type Output = ();

    async fn perform(&self, input: Self::Input, now: OffsetDateTime) -> Result<Self::Output, DomainError> {
        let Message(erasure_id) = input.erasure_id;
        let run = run_or_first(input.run, &erasure_id);
        let certificate = Certificate {
            erasure_id: &erasure_id,
            run: &run,
            requested_at: input.requested_at,
            completed_at: now,
            files: input.files,
            job_requests: input.job_requests,
            reviews: input.reviews,
            recipients: &input.recipients,
        };
        self.evidence.keep(&certificate_key(&run), &certificate.record()?, now).await.map(drop)
    }
}
