//! `POST /api/user/login/` (session document): signs a user in with email address and password, and with a code of the
//! authenticator app if it is on. An unknown address and
//! a wrong password get the same response, after the same calls and with the same limits.

use usher_domain::DomainError;
use usher_domain::listed_session::Device;
use usher_domain::ports::{
    CountAttempts, DeriveAuthenticatorSecret, FindUser, HashEmail, NoteSession, ReplaceAuthenticator, RevokeSessions,
    SignIn,
};
use usher_domain::use_cases::sign_in::{EmailRequirement, SignInAttempt, sign_in};
use usher_lambda_kit::{Answer, Call, Endpoint, FailedSignIns, PublicAddress};
use usher_wire::session::{self, PictureLinks, RequestBody};

/// The endpoint and its ports.
#[derive(Debug)]
pub struct SessionLogin<Attempts, Hashes, Sessions, Users, Secrets, List> {
    /// Whether the address has to be verified.
    pub requirement: EmailRequirement,
    /// The limit of failed sign-ins.
    pub failures: FailedSignIns<Attempts, Hashes>,
    /// The public base URL of the API, for links.
    pub address: PublicAddress,
    /// Opens sessions.
    pub sessions: Sessions,
    /// The user records.
    pub users: Users,
    /// The secrets of authenticator apps.
    pub secrets: Secrets,
    /// The lists of sessions.
    pub list: List,
}

impl<Attempts, Hashes, Sessions, Users, Secrets, List> Endpoint
    for SessionLogin<Attempts, Hashes, Sessions, Users, Secrets, List>
where
    Attempts: CountAttempts,
    Hashes: HashEmail,
    Sessions: SignIn,
    Users: FindUser + RevokeSessions + ReplaceAuthenticator,
    Secrets: DeriveAuthenticatorSecret,
    List: NoteSession,
{
    const ROUTE: &'static str = "POST /api/user/login/";

    fn refusal(error: &DomainError) -> Answer {
        session::refusal(error)
    }

    async fn answer(&self, call: &Call) -> Result<Answer, DomainError> {
        let (email, password, code) = RequestBody::json(call.body()).sign_in()?;
        let guard = self.failures.guard(call);
        let report = |fault| call.warn(fault);
        let device = call.free_text_header("user-agent").as_deref().and_then(Device::from_user_agent);
        let requirement = self.requirement;
        let (email, password, code, device) = (&email, &password, code.as_ref(), device.as_ref());
        let attempt = SignInAttempt { email, password, code, device, requirement };
        let Self { sessions, users, secrets, list, .. } = self;
        let (session, user) = sign_in(sessions, users, secrets, list, &guard, attempt, &report).await?;
        Ok(session::signed_in(&session, &user, &PictureLinks::below(self.address.seen_from(call))))
    }
}
