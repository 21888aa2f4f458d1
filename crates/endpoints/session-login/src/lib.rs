//! `POST /api/user/login/` (seed 003): an e-mail address and a password give tokens and the user. An unknown address
//! and a wrong password are answered alike, after the same calls; and so is everybody after too many of either.

use usher_domain::ports::{CountAttempts, FindUser, HashEmail, SignIn};
use usher_domain::use_cases::sign_in::{SignInGuard, SignInLimits, sign_in};
use usher_domain::{DomainError, Email, Field, FieldErrors, PasswordAttempt, TrustedProxies};
use usher_lambda_kit::{Answer, Call, Endpoint, PublicAddress};
use usher_wire::session::{self, PictureLinks, RequestBody};

/// What the endpoint needs.
#[derive(Debug)]
pub struct SessionLogin<Attempts, Hashes, Sessions, Users> {
    /// Who tells truly where calls come from.
    pub proxies: TrustedProxies,
    /// How many sign-ins may fail.
    pub limits: SignInLimits,
    /// Where failures are counted.
    pub attempts: Attempts,
    /// Hashes the addresses that people sign in with.
    pub hashes: Hashes,
    /// Where people reach the API.
    pub address: PublicAddress,
    /// Opens sessions.
    pub sessions: Sessions,
    /// The user records.
    pub users: Users,
}

impl<Attempts, Hashes, Sessions, Users> Endpoint for SessionLogin<Attempts, Hashes, Sessions, Users>
where
    Attempts: CountAttempts,
    Hashes: HashEmail,
    Sessions: SignIn,
    Users: FindUser,
{
    const ROUTE: &'static str = "POST /api/user/login/";

    fn refusal(error: &DomainError) -> Answer {
        session::refusal(error)
    }

    async fn answer(&self, call: &Call) -> Result<Answer, DomainError> {
        let (email, password) = read(call)?;
        let guard = SignInGuard {
            limits: self.limits,
            attempts: &self.attempts,
            hashes: &self.hashes,
            source: call.client_address(&self.proxies),
            now: call.now,
        };
        let report = |fault| call.warn(fault);
        let (session, user) = sign_in(&self.sessions, &self.users, &guard, &email, &password, &report).await?;
        Ok(session::signed_in(&session, &user, &PictureLinks::below(self.address.seen_from(call))))
    }
}

fn read(call: &Call) -> Result<(Email, PasswordAttempt), FieldErrors> {
    let body = RequestBody::json(call.body());
    let mut errors = FieldErrors::default();
    let email = errors.check(Field::Email, body.given(Field::Email).text().and_then(Email::parse));
    let password = errors.check(Field::Password, body.given(Field::Password).text().and_then(PasswordAttempt::parse));
    email.zip(password).ok_or(errors)
}
