//! `POST /register` (seed 001): an ordinary person registers, through the workflow `register-user`, as far as the limits go.

use usher_domain::ports::{CountAttempts, RegisterUser};
use usher_domain::registration::Registration;
use usher_domain::use_cases::admit::RegistrationLimits;
use usher_domain::{DomainError, FullName, Given, TrustedProxies};
use usher_lambda_kit::{Answer, Call, Endpoint};
use usher_wire::directory::{self, UserBody};

/// What the endpoint needs.
#[derive(Debug)]
pub struct DirectoryRegister<Attempts, Registrations> {
    /// Who tells truly where calls come from.
    pub proxies: TrustedProxies,
    /// How many may register.
    pub limits: RegistrationLimits,
    /// Where registrations are counted.
    pub attempts: Attempts,
    /// Registers people.
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
        let optional = |given: Given<'_>| given.optional(FullName::parse);
        let (registration, password) = Registration::read(|field| body.given(field), optional)?;
        self.limits.admit(&self.attempts, call.client_address(&self.proxies), call.now).await?;
        let user = self.register_user.register(&registration, &password, call.now).await?;
        Ok(directory::registered(&user))
    }
}
