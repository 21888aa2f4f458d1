//! Signing in: a limited number of wrong guesses, and one refusal for everything that keeps a person out.

use time::OffsetDateTime;

use crate::client_address::ClientAddress;
use crate::error::{DomainError, SignInRefusal};
use crate::limit::{Counter, Purpose, Subject};
use crate::ports::{CountAttempts, FindUser, HashEmail, SignIn};
use crate::session::Session;
use crate::use_cases::access::signed_in_user;
use crate::{Email, PasswordAttempt, User};

/// How many sign-ins may fail in a quarter of an hour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SignInLimits {
    /// With one mail address, whether or not somebody has it.
    pub per_email: u32,
    /// From one source.
    pub per_source: u32,
}

/// Counts the failures of one call.
#[derive(Clone, Copy, Debug)]
pub struct SignInGuard<'a, Attempts, Hashes> {
    /// How many may fail.
    pub limits: SignInLimits,
    /// Where failures are counted.
    pub attempts: &'a Attempts,
    /// Hashes the addresses that people sign in with.
    pub hashes: &'a Hashes,
    /// Who calls.
    pub source: Option<ClientAddress>,
    /// When.
    pub now: OffsetDateTime,
}

impl<Attempts: CountAttempts, Hashes: HashEmail> SignInGuard<'_, Attempts, Hashes> {
    async fn counters(&self, email: &Email) -> Result<[Counter; 2], DomainError> {
        let counter = |subject, count| Counter::new(Purpose::SignInFailure, subject, count);
        let email = Subject::Email(self.hashes.hash(email).await?);
        Ok([counter(email, self.limits.per_email), counter(Subject::Source(self.source), self.limits.per_source)])
    }

    /// Refuses if too many have failed. Whoever cannot be counted is let in: a limiter that is down must not keep
    /// everybody out, and Cognito locks an account after some failures by itself.
    async fn admit(
        &self,
        email: &Email,
        report: &(impl Fn(DomainError) + Sync),
    ) -> Result<Option<[Counter; 2]>, DomainError> {
        let counters = match self.counters(email).await {
            Ok(counters) => counters,
            Err(fault) => {
                report(fault);
                return Ok(None);
            }
        };
        match self.attempts.check(&counters, self.now).await {
            Ok(()) => Ok(Some(counters)),
            Err(refusal @ DomainError::TooManyAttempts { .. }) => Err(refusal),
            Err(fault) => {
                report(fault);
                Ok(None)
            }
        }
    }

    async fn count(&self, failures: &[Counter; 2], report: &(impl Fn(DomainError) + Sync)) {
        for counter in failures {
            match self.attempts.count(counter, self.now).await {
                // Others failed meanwhile: the next attempt is refused.
                Ok(()) | Err(DomainError::TooManyAttempts { .. }) => {}
                Err(fault) => report(fault),
            }
        }
    }
}

/// Opens a session. `report` is told what was wrong with the limiter where somebody was let through because of it.
///
/// # Errors
/// [`DomainError::TooManyAttempts`] after too many failures, whether or not somebody has the address;
/// [`DomainError::WrongCredentials`]; [`DomainError::Unavailable`].
pub async fn sign_in<Attempts: CountAttempts, Hashes: HashEmail>(
    sessions: &impl SignIn,
    users: &impl FindUser,
    guard: &SignInGuard<'_, Attempts, Hashes>,
    email: &Email,
    password: &PasswordAttempt,
    report: &(impl Fn(DomainError) + Sync),
) -> Result<(Session, User), DomainError> {
    let counters = guard.admit(email, report).await?;
    let signed_in = open(sessions, users, email, password).await;
    if let (Err(DomainError::WrongCredentials(_)), Some(counters)) = (&signed_in, &counters) {
        guard.count(counters, report).await;
    }
    signed_in
}

/// Opens a session with a password as a person types it: in its normalised form, and, where that is wrong and differs,
/// as it was typed. The second attempt does not depend on whether there is such a person.
///
/// # Errors
/// [`DomainError::WrongCredentials`] if no form is right; the others of [`SignIn`].
pub async fn with_any_form(
    sessions: &impl SignIn,
    email: &Email,
    attempt: &PasswordAttempt,
) -> Result<Session, DomainError> {
    let mut outcome = Err(DomainError::WrongCredentials(SignInRefusal::Mismatch));
    for password in attempt.candidates() {
        outcome = sessions.sign_in(email, password).await;
        if !matches!(outcome, Err(DomainError::WrongCredentials(SignInRefusal::Mismatch))) {
            break;
        }
    }
    outcome
}

async fn open(
    sessions: &impl SignIn,
    users: &impl FindUser,
    email: &Email,
    password: &PasswordAttempt,
) -> Result<(Session, User), DomainError> {
    let session = with_any_form(sessions, email, password).await?;
    match signed_in_user(users, &session.claims).await {
        Ok(user) => Ok((session, user)),
        // Registration has not finished, or erasure has begun: either way there is no such user.
        Err(DomainError::NotSignedIn) => Err(DomainError::WrongCredentials(SignInRefusal::NoRecord)),
        Err(other) => Err(other),
    }
}
