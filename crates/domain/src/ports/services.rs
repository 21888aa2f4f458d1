//! Downstream services.

use time::OffsetDateTime;

use crate::erasure::ErasureRun;
use crate::error::DomainError;
use crate::service::{RegisteredServices, Service, ServiceAnswer, ServiceName, SigningSecret};
use crate::user_id::UserId;

/// Lists downstream services.
pub trait ListServices: Send + Sync {
    /// Every registered service. A row that cannot be parsed MUST NOT hide the others.
    fn all(&self) -> impl Future<Output = Result<RegisteredServices, DomainError>> + Send;
}

/// Derives the secrets that sign calls to services.
pub trait ServiceSecrets: Send + Sync {
    /// The secret of this service. MUST be deterministic, and different for each service.
    fn secret(&self, service: &ServiceName) -> impl Future<Output = Result<SigningSecret, DomainError>> + Send;
}

/// Calls downstream services.
pub trait CallServices: Send + Sync {
    /// Asks each service to remove the user, all concurrently, and returns their answers in the same order. Each call
    /// names the run, so that the service can recognize retries. MUST fail only for errors on our side.
    fn call(
        &self,
        services: &[&Service],
        user: &UserId,
        run: &ErasureRun,
        now: OffsetDateTime,
    ) -> impl Future<Output = Result<Vec<ServiceAnswer>, DomainError>> + Send;
}
