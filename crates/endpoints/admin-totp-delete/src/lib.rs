//! `DELETE /api/users/mfa/totp/{id}`: turns off the authenticator app of another user, who has lost it. Only admins may;
//! for their own app they need a code or the password.

use usher_domain::DomainError;
use usher_domain::ports::{FindUser, ReplaceAuthenticator, VerifyAccessToken};
use usher_domain::use_cases::access::other_user_by_number;
use usher_domain::use_cases::authenticator::turn_off;
use usher_lambda_kit::{Answer, Call, Endpoint, authenticate_bearer};
use usher_wire::admin;

/// The endpoint and its ports.
#[derive(Debug)]
pub struct AdminTotpDelete<Tokens, Users> {
    /// Verifies access tokens.
    pub tokens: Tokens,
    /// The user records.
    pub users: Users,
}

impl<Tokens, Users> Endpoint for AdminTotpDelete<Tokens, Users>
where
    Tokens: VerifyAccessToken,
    Users: FindUser + ReplaceAuthenticator,
{
    const ROUTE: &'static str = "DELETE /api/users/mfa/totp/{id}";

    fn refusal(error: &DomainError) -> Answer {
        admin::refusal(error)
    }

    async fn answer(&self, call: &Call) -> Result<Answer, DomainError> {
        let caller = authenticate_bearer(call, &self.tokens, &self.users).await?.user;
        let number = call.path_parameter("id").unwrap_or_default();
        let user = other_user_by_number(&self.users, caller, &number).await?;
        turn_off(&self.users, &user).await?;
        Ok(admin::authenticator_off(&user))
    }
}
