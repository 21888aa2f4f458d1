//! `POST /api/user/mfa/totp/`: sets up an authenticator app for the caller. It stays off until its first code was
//! confirmed.

use usher_domain::authenticator::AuthenticatorSeed;
use usher_domain::ports::{DeriveAuthenticatorSecret, FindUser, ReplaceAuthenticator, VerifyAccessToken};
use usher_domain::use_cases::authenticator::set_up;
use usher_domain::{DomainError, Failure};
use usher_lambda_kit::{Answer, Call, Endpoint, authenticate_bearer};
use usher_wire::session;

/// The endpoint and its ports.
#[derive(Debug)]
pub struct SessionTotp<Tokens, Users, Secrets> {
    /// The name of the product, which apps show.
    pub product: String,
    /// Verifies access tokens.
    pub tokens: Tokens,
    /// The user records.
    pub users: Users,
    /// The secrets of authenticator apps.
    pub secrets: Secrets,
    /// Returns 128 random bits.
    pub draw: fn() -> Result<u128, Failure>,
}

impl<Tokens, Users, Secrets> Endpoint for SessionTotp<Tokens, Users, Secrets>
where
    Tokens: VerifyAccessToken,
    Users: FindUser + ReplaceAuthenticator,
    Secrets: DeriveAuthenticatorSecret,
{
    const ROUTE: &'static str = "POST /api/user/mfa/totp/";

    fn refusal(error: &DomainError) -> Answer {
        session::refusal(error)
    }

    async fn answer(&self, call: &Call) -> Result<Answer, DomainError> {
        let user = authenticate_bearer(call, &self.tokens, &self.users).await?.user;
        let seed = AuthenticatorSeed::from_random((self.draw)()?);
        let secret = set_up(&self.users, &self.secrets, &user, seed).await?;
        let uri = secret.uri(&self.product, &user.email)?;
        Ok(session::authenticator(&secret, &uri))
    }
}
