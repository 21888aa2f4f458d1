//! `POST /api/user/password/change/`: sets a new password for the caller, who has to give the current one, through the
//! workflow `update-user`. It revokes all other sessions.

use usher_domain::ports::{CountAttempts, FindUser, HashEmail, SignIn, UpdateUser, VerifyAccessToken};
use usher_domain::use_cases::access::Caller;
use usher_domain::use_cases::sign_in::{SignInGuard, SignInLimits, confirm_password};
use usher_domain::{DomainError, TrustedProxies};
use usher_lambda_kit::{Answer, Call, Endpoint, authenticate_bearer};
use usher_wire::session::{self, RequestBody};

/// The endpoint and its ports.
#[derive(Debug)]
pub struct SessionNewPassword<Attempts, Hashes, Tokens, Users, Sessions, Updates> {
    /// The proxies whose `X-Forwarded-For` is trusted.
    pub proxies: TrustedProxies,
    /// The limits of failed sign-ins, which wrong passwords count as.
    pub limits: SignInLimits,
    /// The counters of failed sign-ins.
    pub attempts: Attempts,
    /// Hashes email addresses, for the counters.
    pub hashes: Hashes,
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
        let guard = SignInGuard {
            limits: self.limits,
            attempts: &self.attempts,
            hashes: &self.hashes,
            source: call.client_address(&self.proxies),
            now: call.now,
        };
        confirm_password(&self.sessions, &guard, &user.email, &old, &|fault| call.warn(fault)).await?;
        self.update_user.update(&user, &update.keeping(&claims, &user), call.now).await?;
        Ok(session::password_changed())
    }
}
