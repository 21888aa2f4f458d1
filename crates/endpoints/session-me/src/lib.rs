//! `GET /api/user/me/` (seed 003): the user whose access token it is. The document wants `Authorization: JWT …`, which
//! the gateway's authorizer does not take, so the token is verified here.

use usher_domain::DomainError;
use usher_domain::access::signed_in_user;
use usher_domain::ports::{FindUser, VerifyAccessToken};
use usher_lambda_kit::{Answer, Call, Endpoint};
use usher_wire::session;

/// What the endpoint needs.
#[derive(Debug)]
pub struct SessionMe<Tokens, Users> {
    /// Verifies access tokens.
    pub tokens: Tokens,
    /// The user records.
    pub users: Users,
}

impl<Tokens: VerifyAccessToken, Users: FindUser> Endpoint for SessionMe<Tokens, Users> {
    const ROUTE: &'static str = "GET /api/user/me/";

    fn refusal(error: &DomainError) -> Answer {
        session::refusal(error)
    }

    async fn answer(&self, call: &Call) -> Result<Answer, DomainError> {
        let header = call.header("authorization").unwrap_or_default();
        let token = session::access_token(header).ok_or(DomainError::NotSignedIn)?;
        let claims = self.tokens.verify(&token, call.now).await?;
        signed_in_user(&self.users, &claims).await.map(|user| session::me(&user))
    }
}
