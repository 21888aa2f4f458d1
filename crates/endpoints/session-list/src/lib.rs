//! `GET /api/user/sessions/`: where the caller is signed in.

use usher_domain::DomainError;
use usher_domain::ports::{FindUser, ListSessions, VerifyAccessToken};
use usher_domain::use_cases::sessions::list;
use usher_lambda_kit::{Answer, Call, Endpoint, authenticate_bearer};
use usher_wire::session;

/// The endpoint and its ports.
#[derive(Debug)]
pub struct SessionList<Tokens, Users, Sessions> {
    /// Verifies access tokens.
    pub tokens: Tokens,
    /// The user records.
    pub users: Users,
    /// The lists of sessions.
    pub sessions: Sessions,
}

impl<Tokens, Users, Sessions> Endpoint for SessionList<Tokens, Users, Sessions>
where
    Tokens: VerifyAccessToken,
    Users: FindUser,
    Sessions: ListSessions,
{
    const ROUTE: &'static str = "GET /api/user/sessions/";

    fn refusal(error: &DomainError) -> Answer {
        session::refusal(error)
    }

    async fn answer(&self, call: &Call) -> Result<Answer, DomainError> {
        let caller = authenticate_bearer(call, &self.tokens, &self.users).await?;
        let sessions = list(&self.sessions, &caller, call.now).await?;
        Ok(session::sessions(&sessions, &caller.claims.session))
    }
}
