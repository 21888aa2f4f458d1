//! `POST /api/user/mfa/totp/confirm/`: turns on the authenticator app of the caller, who has to give its first code. The
//! answer has the recovery codes, which are not stored.

use usher_domain::authenticator::{RECOVERY_CODES, RecoveryCode};
use usher_domain::ports::{DeriveAuthenticatorSecret, FindUser, ReplaceAuthenticator, VerifyAccessToken};
use usher_domain::use_cases::authenticator::confirm;
use usher_domain::{DomainError, Failure};
use usher_lambda_kit::{Answer, Call, Endpoint, authenticate_bearer};
use usher_wire::session::{self, RequestBody};

/// The endpoint and its ports.
#[derive(Debug)]
pub struct SessionTotpConfirm<Tokens, Users, Secrets> {
    /// Verifies access tokens.
    pub tokens: Tokens,
    /// The user records.
    pub users: Users,
    /// The secrets of authenticator apps.
    pub secrets: Secrets,
    /// Returns 128 random bits.
    pub draw: fn() -> Result<u128, Failure>,
}

impl<Tokens, Users, Secrets> Endpoint for SessionTotpConfirm<Tokens, Users, Secrets>
where
    Tokens: VerifyAccessToken,
    Users: FindUser + ReplaceAuthenticator,
    Secrets: DeriveAuthenticatorSecret,
{
    const ROUTE: &'static str = "POST /api/user/mfa/totp/confirm/";

    fn refusal(error: &DomainError) -> Answer {
        session::refusal(error)
    }

    async fn answer(&self, call: &Call) -> Result<Answer, DomainError> {
        let user = authenticate_bearer(call, &self.tokens, &self.users).await?.user;
        let otp = RequestBody::json(call.body()).one_time_password()?;
        let mut bits = [0; RECOVERY_CODES];
        for drawn in &mut bits {
            *drawn = (self.draw)()?;
        }
        let codes = bits.map(RecoveryCode::from_random);
        confirm(&self.users, &self.secrets, &user, &otp, &codes, call.now).await?;
        Ok(session::authenticator_on(&codes))
    }
}
