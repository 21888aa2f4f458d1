//! `POST /api/user/register/` (seed 003): an ordinary person registers, through the workflow `register-user`.

use usher_domain::ports::{RunWorkflow, SealPassword};
use usher_domain::registration::Registration;
use usher_domain::{DomainError, Email, Field, FieldErrors, FullName, Password, Problem, UserType};
use usher_lambda_kit::{Answer, Call, Endpoint};
use usher_wire::session::{self, RequestBody};
use usher_wire::workflow;

/// What the endpoint needs.
#[derive(Debug)]
pub struct SessionRegister<Seal, RegisterUser> {
    /// Seals the password before it enters the workflow.
    pub seal: Seal,
    /// The workflow `register-user`.
    pub register_user: RegisterUser,
}

impl<Seal: SealPassword, RegisterUser: RunWorkflow> Endpoint for SessionRegister<Seal, RegisterUser> {
    const ROUTE: &'static str = "POST /api/user/register/";

    fn refusal(error: &DomainError) -> Answer {
        session::refusal(error)
    }

    async fn answer(&self, call: &Call) -> Result<Answer, DomainError> {
        let (registration, password) = read(call)?;
        let sealed = self.seal.seal(&password, call.now).await?;
        let input = workflow::register_user_input(&registration, &sealed)?;
        let user = workflow::registered_user(self.register_user.run(&input).await)?;
        Ok(session::registered(&user))
    }
}

fn read(call: &Call) -> Result<(Registration, Password), FieldErrors> {
    let body = RequestBody::read(call.body());
    let mut errors = FieldErrors::default();
    let email = errors.check(Field::Email, body.given(Field::Email).text().and_then(Email::parse));
    let password = errors.check(Field::Password, body.given(Field::Password).text().and_then(Password::parse));
    let full_name = errors.check(Field::FullName, body.given(Field::FullName).text().and_then(FullName::parse));
    let picture = errors.check(Field::Picture, body.given(Field::Picture).absent(Problem::PictureUnsupported));
    match (email, password, full_name, picture) {
        (Some(email), Some(password), Some(full_name), Some(())) => {
            let full_name = Some(full_name);
            Ok((Registration { email, full_name, account_id: None, user_type: UserType::Kaist }, password))
        }
        _ => Err(errors),
    }
}
