//! `POST /api/user/password/change/`: sets a new password for the caller, who has to give the current one, through the
//! workflow `update-user`. It revokes all other sessions.

use usher_domain::ports::{CountAttempts, FindUser, HashEmail, SignIn, UpdateUser, VerifyAccessToken};
use usher_domain::use_cases::access::Caller;
use usher_domain::use_cases::sign_in::confirm_password;
use usher_domain::{DomainError, Field};
use usher_lambda_kit::{Answer, Call, Endpoint, FailedSignIns, authenticate_bearer};
use usher_wire::session::{self, RequestBody};

/// The endpoint and its ports.
#[derive(Debug)]
pub struct SessionNewPassword<Attempts, Hashes, Tokens, Users, Sessions, Updates> {
    /// The limit of failed sign-ins.
    pub failures: FailedSignIns<Attempts, Hashes>,
    /// Verifies access tokens.
    pub tokens: Tokens,
    /// The user records.
    pub users: Users,
    /// Checks the current password.
    pub sessions: Sessions,
    /// The workflow `update-user`.
    pub update_user: Updates,
}

impl<Attempts, Hashes, Tokens, Users, Sessions, Updates> Endpoint
    for SessionNewPassword<Attempts, Hashes, Tokens, Users, Sessions, Updates>
where
    Attempts: CountAttempts,
    Hashes: HashEmail,
    Tokens: VerifyAccessToken,
    Users: FindUser,
    Sessions: SignIn,
    Updates: UpdateUser,
{
    const ROUTE: &'static str = "POST /api/user/password/change/";

    fn refusal(error: &DomainError) -> Answer {
        session::refusal(error)
    }

    async fn answer(&self, call: &Call) -> Result<Answer, DomainError> {
        let Caller { user, claims } = authenticate_bearer(call, &self.tokens, &self.users).await?;
        let (old, update) = RequestBody::json(call.body()).password_change(&user)?;
        let guard = self.failures.guard(call);
        let old = (Field::OldPassword, &old);
        confirm_password(&self.sessions, &guard, &user.email, old, &|fault| call.warn(fault)).await?;
        self.update_user.update(&user, &update.keeping(&claims, &user), call.now).await?;
        Ok(session::password_changed())
    }
}
