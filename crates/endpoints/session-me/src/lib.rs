//! `GET /api/user/me/` (session document): the signed-in user. The document requires `Authorization: JWT …`, which the
//! gateway's authorizer does not accept, so the token is verified here.

use usher_domain::DomainError;
use usher_domain::ports::{FindUser, VerifyAccessToken};
use usher_lambda_kit::{Answer, Call, Endpoint, PublicAddress, authenticate_bearer};
use usher_wire::session::{self, PictureLinks};

/// The endpoint and its ports.
#[derive(Debug)]
pub struct SessionMe<Tokens, Users> {
    /// The public base URL of the API, for links.
    pub address: PublicAddress,
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
        let user = authenticate_bearer(call, &self.tokens, &self.users).await?.user;
        Ok(session::me(&user, &PictureLinks::below(self.address.seen_from(call))))
    }
}
