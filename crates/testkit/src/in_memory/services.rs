//! Downstream services in memory: which are registered, and what they answer.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use time::OffsetDateTime;
use usher_domain::erasure::ErasureId;
use usher_domain::ports::{CallServices, ListServices};
use usher_domain::service::{Service, ServiceAnswer, ServiceName};
use usher_domain::{DomainError, UserId};

/// The registered services. Clones share them.
#[derive(Clone, Debug, Default)]
pub struct Services {
    services: Arc<Mutex<Vec<Service>>>,
}

impl Services {
    /// These services, and no others.
    #[must_use]
    pub fn of(services: impl IntoIterator<Item = Service>) -> Self {
        Self { services: Arc::new(Mutex::new(services.into_iter().collect())) }
    }

    /// Registers one more.
    pub fn register(&self, service: Service) {
        self.services.lock().unwrap().push(service);
    }

    /// Takes a registration back.
    pub fn remove(&self, name: &ServiceName) {
        self.services.lock().unwrap().retain(|service| service.name != *name);
    }
}

impl ListServices for Services {
    async fn all(&self) -> Result<Vec<Service>, DomainError> {
        Ok(self.services.lock().unwrap().clone())
    }
}

/// Services that confirm at once, unless a test says otherwise. Clones share the calls.
#[derive(Clone, Debug, Default)]
pub struct ServiceCalls {
    answers: Arc<Mutex<HashMap<ServiceName, ServiceAnswer>>>,
    calls: Arc<Mutex<Vec<(ServiceName, UserId, ErasureId)>>>,
}

impl ServiceCalls {
    /// From now on this service answers so; only a status between 200 and 299 confirms.
    pub fn answer_with(&self, name: &ServiceName, status: u16) {
        let answer = ServiceAnswer { is_confirmed: (200..300).contains(&status), answer: status.to_string() };
        self.answers.lock().unwrap().insert(name.clone(), answer);
    }

    /// Who was called, about whom, and under which name, the first call first.
    #[must_use]
    pub fn made(&self) -> Vec<(ServiceName, UserId, ErasureId)> {
        self.calls.lock().unwrap().clone()
    }

    fn answer(&self, name: &ServiceName) -> ServiceAnswer {
        let accepted = || ServiceAnswer { is_confirmed: true, answer: "202".to_owned() };
        self.answers.lock().unwrap().get(name).cloned().unwrap_or_else(accepted)
    }
}

impl CallServices for ServiceCalls {
    async fn call(
        &self,
        services: &[&Service],
        user: &UserId,
        erasure: &ErasureId,
        _: OffsetDateTime,
    ) -> Result<Vec<ServiceAnswer>, DomainError> {
        let calls = services.iter().map(|service| (service.name.clone(), user.clone(), erasure.clone()));
        self.calls.lock().unwrap().extend(calls);
        Ok(services.iter().map(|service| self.answer(&service.name)).collect())
    }
}
