//! Downstream services in memory: which are registered, and what they answer.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use time::{Duration, OffsetDateTime};
use usher_domain::erasure::ErasureRun;
use usher_domain::ports::{CallServices, ListServices};
use usher_domain::service::{RegisteredServices, Service, ServiceAnswer, ServiceName};
use usher_domain::{DomainError, UserId};

/// The registered services. Clones share them.
#[derive(Clone, Debug, Default)]
pub struct Services {
    services: Arc<Mutex<Vec<Service>>>,
    unreadable: Arc<Mutex<Vec<String>>>,
}

impl Services {
    /// These services, and no others.
    #[must_use]
    pub fn of(services: impl IntoIterator<Item = Service>) -> Self {
        Self { services: Arc::new(Mutex::new(services.into_iter().collect())), unreadable: Arc::default() }
    }

    /// Registers one more.
    pub fn register(&self, service: Service) {
        self.services.lock().unwrap().push(service);
    }

    /// Adds a row that cannot be read.
    pub fn spoil(&self, name: &str) {
        self.unreadable.lock().unwrap().push(name.to_owned());
    }

    /// Takes a registration back.
    pub fn remove(&self, name: &ServiceName) {
        self.services.lock().unwrap().retain(|service| service.name != *name);
    }
}

impl ListServices for Services {
    async fn all(&self) -> Result<RegisteredServices, DomainError> {
        let (services, unreadable) = (self.services.lock().unwrap().clone(), self.unreadable.lock().unwrap().clone());
        Ok(RegisteredServices { services, unreadable })
    }
}

/// Services that confirm at once, unless a test says otherwise. Clones share the calls.
#[derive(Clone, Debug, Default)]
pub struct ServiceCalls {
    answers: Arc<Mutex<HashMap<ServiceName, ServiceAnswer>>>,
    calls: Arc<Mutex<Vec<(ServiceName, UserId, ErasureRun)>>>,
}

impl ServiceCalls {
    /// From now on this service answers so; only a status between 200 and 299 confirms.
    pub fn answer_with(&self, name: &ServiceName, status: u16) {
        self.answer_and_ask_off(name, status, None);
    }

    /// The same, with a `Retry-After` where one is given.
    pub fn answer_and_ask_off(&self, name: &ServiceName, status: u16, retry_after: Option<Duration>) {
        let is_confirmed = (200..300).contains(&status);
        let answer = ServiceAnswer { is_confirmed, answer: status.to_string(), retry_after };
        self.answers.lock().unwrap().insert(name.clone(), answer);
    }

    /// Who was called, about whom, and under which name, the first call first.
    #[must_use]
    pub fn made(&self) -> Vec<(ServiceName, UserId, ErasureRun)> {
        self.calls.lock().unwrap().clone()
    }

    fn answer(&self, name: &ServiceName) -> ServiceAnswer {
        let accepted = || ServiceAnswer { is_confirmed: true, answer: "202".to_owned(), retry_after: None };
        self.answers.lock().unwrap().get(name).cloned().unwrap_or_else(accepted)
    }
}

impl CallServices for ServiceCalls {
    async fn call(
        &self,
        services: &[&Service],
        user: &UserId,
        run: &ErasureRun,
        _: OffsetDateTime,
    ) -> Result<Vec<ServiceAnswer>, DomainError> {
        let calls = services.iter().map(|service| (service.name.clone(), user.clone(), run.clone()));
        self.calls.lock().unwrap().extend(calls);
        Ok(services.iter().map(|service| self.answer(&service.name)).collect())
    }
}
