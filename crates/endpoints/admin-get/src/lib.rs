//! `GET /api/users/{id}` (admin document): one user by the integer id. Only the user and admins may; others get 403
//! whether or not the user exists.

use usher_domain::DomainError;
use usher_domain::ports::{FindUser, VerifyAccessToken};
use usher_domain::use_cases::access::user_by_number_str;
use usher_lambda_kit::{Answer, Call, Endpoint, authenticate_bearer};
use usher_wire::admin;

/// The endpoint and its ports.
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
        let caller = authenticate_bearer(call, &self.tokens, &self.users).await?.user;
        let number = call.path_parameter("id").unwrap_or_default();
        let user = user_by_number_str(&self.users, caller, &number).await?;
        Ok(admin::found(&user))
    }
}
