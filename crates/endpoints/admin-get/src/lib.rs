//! `GET /api/users/{id}` (seed 002): one user by the integer id; for admins.

use usher_domain::access::require_admin;
use usher_domain::ports::{FindUser, VerifyAccessToken};
use usher_domain::{DomainError, Field, FieldErrors, UserNumber};
use usher_lambda_kit::{Answer, Call, Endpoint, token_holder};
use usher_wire::admin;

/// What the endpoint needs.
#[derive(Debug)]
pub struct AdminGet<Tokens, Users> {
    /// Verifies access tokens.
    pub tokens: Tokens,
    /// The user records.
    pub users: Users,
}

impl<Tokens: VerifyAccessToken, Users: FindUser> Endpoint for AdminGet<Tokens, Users> {
    const ROUTE: &'static str = "GET /api/users/{id}";

    fn refusal(error: &DomainError) -> Answer {
        admin::refusal(error)
    }

    async fn answer(&self, call: &Call) -> Result<Answer, DomainError> {
        require_admin(&token_holder(call, &self.tokens, &self.users).await?)?;
        let number = UserNumber::parse(&call.path_parameter("id").unwrap_or_default());
        let number = number.map_err(|problem| FieldErrors::one(Field::Number, problem))?;
        let user = self.users.by_number(number).await?.ok_or(DomainError::UserNotFound)?;
        Ok(admin::found(&user))
    }
}
