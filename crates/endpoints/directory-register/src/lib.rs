//! `POST /register` (seed 001): an ordinary person registers, through the workflow `register-user`.

use usher_domain::ports::{RunWorkflow, SealPassword};
use usher_domain::registration::Registration;
use usher_domain::{AccountId, DomainError, Email, Field, FieldErrors, FullName, Password, UserType};
use usher_lambda_kit::{Answer, Call, Endpoint};
use usher_wire::directory::{self, RegisterBody};
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
        let (registration, password) = read(call)?;
        let sealed = self.seal.seal(&password, call.now).await?;
        let input = workflow::register_user_input(&registration, &sealed)?;
        let user = workflow::registered_user(self.register_user.run(&input).await)?;
        Ok(directory::registered(&user))
    }
}

fn read(call: &Call) -> Result<(Registration, Password), FieldErrors> {
    let body = RegisterBody::read(call.body());
    let mut errors = FieldErrors::default();
    let email = errors.check(Field::Email, body.given(Field::Email).text().and_then(Email::parse));
    let password = errors.check(Field::Password, body.given(Field::Password).text().and_then(Password::parse));
    let full_name = errors.check(Field::FullName, body.given(Field::FullName).optional(FullName::parse));
    let account_id = errors.check(Field::AccountId, body.given(Field::AccountId).optional(AccountId::parse));
    match (email, password, full_name, account_id) {
        (Some(email), Some(password), Some(full_name), Some(account_id)) => {
            Ok((Registration { email, full_name, account_id, user_type: UserType::Kaist }, password))
        }
        _ => Err(errors),
    }
}
