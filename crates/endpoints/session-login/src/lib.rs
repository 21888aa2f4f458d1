//! `POST /api/user/login/` (session document): signs a user in with email address and password. An unknown address and
//! a wrong password get the same response, after the same calls and with the same limits.

use usher_domain::listed_session::Device;
use usher_domain::ports::{CountAttempts, FindUser, HashEmail, NoteSession, RevokeSessions, SignIn};
use usher_domain::use_cases::sign_in::{EmailRequirement, SignInAttempt, SignInGuard, SignInLimits, sign_in};
use usher_domain::{DomainError, Email, Field, FieldErrors, PasswordAttempt, TrustedProxies};
use usher_lambda_kit::{Answer, Call, Endpoint, PublicAddress};
use usher_wire::session::{self, PictureLinks, RequestBody};

/// The endpoint and its ports.
#[derive(Debug)]
pub struct SessionLogin<Attempts, Hashes, Sessions, Users, List> {
    /// The proxies whose `X-Forwarded-For` is trusted.
    pub proxies: TrustedProxies,
    /// The limits of failed sign-ins.
    pub limits: SignInLimits,
    /// Whether the address has to be verified.
    pub requirement: EmailRequirement,
    /// The counters of failed sign-ins.
    pub attempts: Attempts,
    /// Hashes email addresses, for the counters.
    pub hashes: Hashes,
    /// The public base URL of the API, for links.
    pub address: PublicAddress,
    /// Opens sessions.
    pub sessions: Sessions,
    /// The user records.
    pub users: Users,
    /// The lists of sessions.
    pub list: List,
}

impl<Attempts, Hashes, Sessions, Users, List> Endpoint for SessionLogin<Attempts, Hashes, Sessions, Users, List>
where
    Attempts: CountAttempts,
    Hashes: HashEmail,
    Sessions: SignIn,
    Users: FindUser + RevokeSessions,
    List: NoteSession,
{
    const ROUTE: &'static str = "POST /api/user/login/";

    fn refusal(error: &DomainError) -> Answer {
        session::refusal(error)
    }

    async fn answer(&self, call: &Call) -> Result<Answer, DomainError> {
        let (email, password) = parse_body(call)?;
        let guard = SignInGuard {
            limits: self.limits,
            attempts: &self.attempts,
            hashes: &self.hashes,
            source: call.client_address(&self.proxies),
            now: call.now,
        };
        let report = |fault| call.warn(fault);
        let device = call.free_text_header("user-agent").as_deref().and_then(Device::from_user_agent);
        let requirement = self.requirement;
        let attempt = SignInAttempt { email: &email, password: &password, device: device.as_ref(), requirement };
        let (session, user) = sign_in(&self.sessions, &self.users, &self.list, &guard, attempt, &report).await?;
        Ok(session::signed_in(&session, &user, &PictureLinks::below(self.address.seen_from(call))))
    }
}

fn parse_body(call: &Call) -> Result<(Email, PasswordAttempt), FieldErrors> {
    let body = RequestBody::json(call.body());
    let mut errors = FieldErrors::default();
    let email = errors.check(Field::Email, body.given(Field::Email).text().and_then(Email::parse));
    let password = errors.check(Field::Password, body.given(Field::Password).text().and_then(PasswordAttempt::parse));
    email.zip(password).ok_or(errors)
}
