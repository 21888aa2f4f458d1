//! Downstream services.

use time::OffsetDateTime;

use crate::erasure::ErasureRun;
use crate::error::DomainError;
use crate::service::{RegisteredServices, Service, ServiceAnswer, ServiceName, SigningSecret};
use crate::user_id::UserId;

/// Lists downstream services.
pub trait ListServices: Send + Sync {
    /// Every service that is registered. A row that cannot be read MUST NOT hide the others.
    fn all(&self) -> impl Future<Output = Result<RegisteredServices, DomainError>> + Send;
}

/// Knows the secrets with which calls to services are signed.
pub trait ServiceSecrets: Send + Sync {
    /// The secret of this service. MUST be the same each time, and another one for each service.
    fn secret(&self, service: &ServiceName) -> impl Future<Output = Result<SigningSecret, DomainError>> + Send;
}

/// Calls downstream services.
pub trait CallServices: Send + Sync {
    /// Asks each service to remove the person, all at once, and gives their answers in the same order. A service sees the
    /// name of the run each time, by which it can tell a repeated call. MUST fail only for what is wrong on our side.
    fn call(
        &self,
        services: &[&Service],
        user: &UserId,
        run: &ErasureRun,
        now: OffsetDateTime,
    ) -> impl Future<Output = Result<Vec<ServiceAnswer>, DomainError>> + Send;
}
