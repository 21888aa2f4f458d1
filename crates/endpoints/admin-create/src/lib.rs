//! `POST /api/users/create` (admin document): an admin creates a user of any type, through the workflow
//! `register-user`.

use usher_domain::DomainError;
use usher_domain::ports::{FindUser, RegisterUser, VerifyAccessToken};
use usher_domain::use_cases::access::require_admin;
use usher_lambda_kit::{Answer, Call, Endpoint, authenticate_bearer};
use usher_wire::admin;

/// The endpoint and its ports.
#[derive(Debug)]
pub struct AdminCreate<Tokens, Users, Registrations> {
    /// Verifies access tokens.
    pub tokens: Tokens,
    /// The user records.
    pub users: Users,
    /// The workflow `register-user`.
    pub register_user: Registrations,
}

impl<Tokens: VerifyAccessToken, Users: FindUser, Registrations: RegisterUser> Endpoint
    for AdminCreate<Tokens, Users, Registrations>
{
    const ROUTE: &'static str = "POST /api/users/create";

    fn refusal(error: &DomainError) -> Answer {
        admin::refusal(error)
    }

    async fn answer(&self, call: &Call) -> Result<Answer, DomainError> {
        require_admin(&authenticate_bearer(call, &self.tokens, &self.users).await?.user)?;
        let (registration, password) = admin::new_user(call.body())?;
        let user = self.register_user.register(&registration, &password, call.now).await?;
        Ok(admin::created(&user))
    }
}
