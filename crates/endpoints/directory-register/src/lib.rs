//! `POST /register` (seed 001): an ordinary person registers, through the workflow `register-user`.

use usher_domain::ports::{RunWorkflow, SealPassword};
use usher_domain::registration::Registration;
use usher_domain::{DomainError, FullName, Given};
use usher_lambda_kit::{Answer, Call, Endpoint};
use usher_wire::directory::{self, UserBody};
use usher_wire::workflow;

/// What the endpoint needs.
#[derive(Debug)]
pub struct DirectoryRegister<Seal, RegisterUser> {
    /// Seals the password before it enters the workflow.
    pub seal: Seal,
    /// The workflow `register-user`.
    pub register_user: RegisterUser,
}

impl<Seal: SealPassword, RegisterUser: RunWorkflow> Endpoint for DirectoryRegister<Seal, RegisterUser> {
    const ROUTE: &'static str = "POST /register";

    fn refusal(error: &DomainError) -> Answer {
        directory::refusal(error)
    }

    async fn answer(&self, call: &Call) -> Result<Answer, DomainError> {
        let body = UserBody::read(call.body());
        let optional = |given: Given<'_>| given.optional(FullName::parse);
        let (registration, password) = Registration::read(|field| body.given(field), optional)?;
        let user = workflow::register_user(&self.register_user, &self.seal, &registration, &password, call.now).await?;
        Ok(directory::registered(&user))
    }
}
