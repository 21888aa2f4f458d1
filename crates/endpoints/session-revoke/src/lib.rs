//! `DELETE /api/user/sessions/{id}/`: revokes one session of the caller.

use usher_domain::ports::{FindUser, ListSessions, RevokeSessions, VerifyAccessToken};
use usher_domain::use_cases::sessions::revoke;
use usher_domain::{DomainError, SessionId};
use usher_lambda_kit::{Answer, Call, Endpoint, authenticate_bearer};
use usher_wire::session;

/// The endpoint and its ports.
#[derive(Debug)]
pub struct SessionRevoke<Tokens, Users, Sessions> {
    /// Verifies access tokens.
    pub tokens: Tokens,
    /// The user records.
    pub users: Users,
    /// The lists of sessions.
    pub sessions: Sessions,
}

impl<Tokens, Users, Sessions> Endpoint for SessionRevoke<Tokens, Users, Sessions>
where
    Tokens: VerifyAccessToken,
    Users: FindUser + RevokeSessions,
    Sessions: ListSessions,
{
    const ROUTE: &'static str = "DELETE /api/user/sessions/{id}/";

    fn refusal(error: &DomainError) -> Answer {
        session::refusal(error)
    }

    async fn answer(&self, call: &Call) -> Result<Answer, DomainError> {
        let caller = authenticate_bearer(call, &self.tokens, &self.users).await?;
        let session = call.path_parameter("id").and_then(|given| SessionId::parse(&given).ok());
        let session = session.ok_or(DomainError::SessionNotFound)?;
        revoke(&self.users, &self.sessions, &caller, &session, call.now).await?;
        Ok(session::session_revoked())
    }
}
