//! `POST /register` (directory document): registers an ordinary user, through the workflow `register-user`, within the
//! rate limits.

use usher_domain::ports::{CountAttempts, RegisterUser};
use usher_domain::use_cases::admit::RegistrationLimits;
use usher_domain::{DomainError, TrustedProxies};
use usher_lambda_kit::{Answer, Call, Endpoint};
use usher_wire::directory::{self, UserBody};

/// The endpoint and its ports.
#[derive(Debug)]
pub struct DirectoryRegister<Attempts, Registrations> {
    /// The proxies whose `X-Forwarded-For` is trusted.
    pub proxies: TrustedProxies,
    /// The limits of registrations.
    pub limits: RegistrationLimits,
    /// The counters of registrations.
    pub attempts: Attempts,
    /// The workflow `register-user`.
    pub register_user: Registrations,
}

impl<Attempts, Registrations> Endpoint for DirectoryRegister<Attempts, Registrations>
where
    Attempts: CountAttempts,
    Registrations: RegisterUser,
{
    const ROUTE: &'static str = "POST /register";

    fn refusal(error: &DomainError) -> Answer {
        directory::refusal(error)
    }

    async fn answer(&self, call: &Call) -> Result<Answer, DomainError> {
        let body = UserBody::read(call.body());
        let (registration, password) = body.registration()?;
        self.limits.admit(&self.attempts, call.client_address(&self.proxies), call.now).await?;
        let user = self.register_user.register(&registration, &password, call.now).await?;
        Ok(directory::registered(&user))
    }
}
