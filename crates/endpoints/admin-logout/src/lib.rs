//! `POST /api/users/logout/{id}`: revokes all sessions of another user. Only admins may.

use usher_domain::DomainError;
use usher_domain::ports::{FindUser, RevokeSessions, RevokeTokens, VerifyAccessToken};
use usher_domain::use_cases::access::other_user_by_number;
use usher_domain::use_cases::sessions::sign_out;
use usher_lambda_kit::{Answer, Call, Endpoint, authenticate_bearer};
use usher_wire::admin;

/// The endpoint and its ports.
#[derive(Debug)]
pub struct AdminLogout<Tokens, Users, Identities> {
    /// Verifies access tokens.
    pub tokens: Tokens,
    /// The user records.
    pub users: Users,
    /// The Cognito users.
    pub identities: Identities,
}

impl<Tokens, Users, Identities> Endpoint for AdminLogout<Tokens, Users, Identities>
where
    Tokens: VerifyAccessToken,
    Users: FindUser + RevokeSessions,
    Identities: RevokeTokens,
{
    const ROUTE: &'static str = "POST /api/users/logout/{id}";

    fn refusal(error: &DomainError) -> Answer {
        admin::refusal(error)
    }

    async fn answer(&self, call: &Call) -> Result<Answer, DomainError> {
        let caller = authenticate_bearer(call, &self.tokens, &self.users).await?.user;
        let number = call.path_parameter("id").unwrap_or_default();
        let user = other_user_by_number(&self.users, caller, &number).await?;
        sign_out(&self.users, &self.identities, &user, call.now).await?;
        Ok(admin::signed_out(&user))
    }
}
