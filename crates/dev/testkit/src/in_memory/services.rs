//! Downstream services in memory: the registrations, and the responses.

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
    /// A table with these services.
    #[must_use]
    pub fn of(services: impl IntoIterator<Item = Service>) -> Self {
        Self { services: Arc::new(Mutex::new(services.into_iter().collect())), unreadable: Arc::default() }
    }

    /// Registers a service.
    pub fn register(&self, service: Service) {
        self.services.lock().unwrap().push(service);
    }

    /// Adds an unreadable row.
    pub fn spoil(&self, name: &str) {
        self.unreadable.lock().unwrap().push(name.to_owned());
    }

    /// Removes a service.
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

/// Calls to services, which confirm with 202 unless a test says otherwise. Clones share the calls.
#[derive(Clone, Debug, Default)]
pub struct ServiceCalls {
    answers: Arc<Mutex<HashMap<ServiceName, ServiceAnswer>>>,
    calls: Arc<Mutex<Vec<(ServiceName, UserId, ErasureRun)>>>,
}

impl ServiceCalls {
    /// From now on this service responds with this status; only 200 to 299 confirms.
    pub fn answer_with(&self, name: &ServiceName, status: u16) {
        self.answer_and_ask_off(name, status, None);
    }

    /// Like [`answer_with`](Self::answer_with), with a `Retry-After` if one is given.
    pub fn answer_and_ask_off(&self, name: &ServiceName, status: u16, retry_after: Option<Duration>) {
        let is_confirmed = (200..300).contains(&status);
        let answer = ServiceAnswer { is_confirmed, answer: status.to_string(), retry_after };
        self.answers.lock().unwrap().insert(name.clone(), answer);
    }

    /// The service, user and run of each call, oldest first.
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
