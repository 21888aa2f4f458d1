//! `DELETE /api/user/mfa/totp/`: turns off the authenticator app of the caller, who has to give a code or the password.

use usher_domain::ports::{
    CountAttempts, DeriveAuthenticatorSecret, FindUser, HashEmail, ReplaceAuthenticator, SignIn, VerifyAccessToken,
};
use usher_domain::use_cases::authenticator::turn_off;
use usher_domain::use_cases::sign_in::{confirm_password, turn_off_authenticator};
use usher_domain::{DomainError, Field};
use usher_lambda_kit::{Answer, Call, Endpoint, FailedSignIns, authenticate_bearer};
use usher_wire::session::{self, AuthenticatorProof, RequestBody};

/// The endpoint and its ports.
#[derive(Debug)]
pub struct SessionTotpDelete<Attempts, Hashes, Tokens, Users, Secrets, Sessions> {
    /// The limit of failed sign-ins.
    pub failures: FailedSignIns<Attempts, Hashes>,
    /// Verifies access tokens.
    pub tokens: Tokens,
    /// The user records.
    pub users: Users,
    /// The secrets of authenticator apps.
    pub secrets: Secrets,
    /// Checks the password.
    pub sessions: Sessions,
}

impl<Attempts, Hashes, Tokens, Users, Secrets, Sessions> Endpoint
    for SessionTotpDelete<Attempts, Hashes, Tokens, Users, Secrets, Sessions>
where
    Attempts: CountAttempts,
    Hashes: HashEmail,
    Tokens: VerifyAccessToken,
    Users: FindUser + ReplaceAuthenticator,
    Secrets: DeriveAuthenticatorSecret,
    Sessions: SignIn,
{
    const ROUTE: &'static str = "DELETE /api/user/mfa/totp/";

    fn refusal(error: &DomainError) -> Answer {
        session::refusal(error)
    }

    async fn answer(&self, call: &Call) -> Result<Answer, DomainError> {
        let user = authenticate_bearer(call, &self.tokens, &self.users).await?.user;
        let proof = RequestBody::json(call.body()).authenticator_proof()?;
        let guard = self.failures.guard(call);
        let report = |fault| call.warn(fault);
        match proof {
            AuthenticatorProof::Code(code) => {
                turn_off_authenticator(&self.users, &self.secrets, &guard, &user, &code, &report).await?;
            }
            AuthenticatorProof::Password(password) => {
                let password = (Field::Password, &password);
                confirm_password(&self.sessions, &guard, &user.email, password, &report).await?;
                turn_off(&self.users, &user).await?;
            }
        }
        Ok(session::authenticator_off())
    }
}
