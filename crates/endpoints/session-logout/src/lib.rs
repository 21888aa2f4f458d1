//! `POST /api/user/logout/`: revokes the session of the caller, or all of them. From the response on, all of its tokens
//! are refused.

use usher_domain::DomainError;
use usher_domain::ports::{FindUser, RevokeSessions, RevokeTokens, VerifyAccessToken};
use usher_domain::use_cases::sessions::{log_out, log_out_everywhere};
use usher_lambda_kit::{Answer, Call, Endpoint, authenticate_bearer};
use usher_wire::session;

/// The endpoint and its ports.
#[derive(Debug)]
pub struct SessionLogout<Tokens, Users, Identities> {
    /// Verifies access tokens.
    pub tokens: Tokens,
    /// The user records.
    pub users: Users,
    /// The Cognito users.
    pub identities: Identities,
}

impl<Tokens, Users, Identities> Endpoint for SessionLogout<Tokens, Users, Identities>
where
    Tokens: VerifyAccessToken,
    Users: FindUser + RevokeSessions,
    Identities: RevokeTokens,
{
    const ROUTE: &'static str = "POST /api/user/logout/";

    fn refusal(error: &DomainError) -> Answer {
        session::refusal(error)
    }

    async fn answer(&self, call: &Call) -> Result<Answer, DomainError> {
        let caller = authenticate_bearer(call, &self.tokens, &self.users).await?;
        if session::is_logout_of_all(call.body())? {
            log_out_everywhere(&self.users, &self.identities, &caller, call.now).await?;
        } else {
            log_out(&self.users, &caller, call.now).await?;
        }
        Ok(session::logged_out())
    }
}
