//! `POST /api/users/create` (seed 002): an admin makes a user of any type, through the workflow `register-user`.

use usher_domain::DomainError;
use usher_domain::access::require_admin;
use usher_domain::ports::{FindUser, RunWorkflow, SealPassword, VerifyAccessToken};
use usher_lambda_kit::{Answer, Call, Endpoint, token_holder};
use usher_wire::{admin, workflow};

/// What the endpoint needs.
#[derive(Debug)]
pub struct AdminCreate<Tokens, Users, Seal, RegisterUser> {
    /// Verifies access tokens.
    pub tokens: Tokens,
    /// The user records.
    pub users: Users,
    /// Seals the password before it enters the workflow.
    pub seal: Seal,
    /// The workflow `register-user`.
    pub register_user: RegisterUser,
}

impl<Tokens: VerifyAccessToken, Users: FindUser, Seal: SealPassword, RegisterUser: RunWorkflow> Endpoint
    for AdminCreate<Tokens, Users, Seal, RegisterUser>
{
    const ROUTE: &'static str = "POST /api/users/create";

    fn refusal(error: &DomainError) -> Answer {
        admin::refusal(error)
    }

    async fn answer(&self, call: &Call) -> Result<Answer, DomainError> {
        require_admin(&token_holder(call, &self.tokens, &self.users).await?)?;
        let (registration, password) = admin::new_user(call.body())?;
        let user = workflow::register_user(&self.register_user, &self.seal, &registration, &password, call.now).await?;
        Ok(admin::created(&user))
    }
}
