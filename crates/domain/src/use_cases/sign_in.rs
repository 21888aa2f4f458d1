//! Signing in, with a limit on failures and one error for all refusals.

use time::OffsetDateTime;

use crate::client_address::ClientAddress;
use crate::error::{DomainError, SignInRefusal};
use crate::limit::{Counter, Purpose, Subject};
use crate::ports::{CountAttempts, FindUser, HashEmail, SignIn};
use crate::session::Session;
use crate::use_cases::access::signed_in_user;
use crate::{Email, PasswordAttempt, User};

/// How many sign-ins may fail in 15 minutes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SignInLimits {
    /// Per email address, whether or not a user has it.
    pub per_email: u32,
    /// Per client network.
    pub per_source: u32,
}

/// Counts the failed sign-ins of one call.
#[derive(Clone, Copy, Debug)]
pub struct SignInGuard<'a, Attempts, Hashes> {
    /// The limits.
    pub limits: SignInLimits,
    /// The counters.
    pub attempts: &'a Attempts,
    /// Hashes the email addresses.
    pub hashes: &'a Hashes,
    /// The address of the caller.
    pub source: Option<ClientAddress>,
    /// The current time.
    pub now: OffsetDateTime,
}

impl<Attempts: CountAttempts, Hashes: HashEmail> SignInGuard<'_, Attempts, Hashes> {
    async fn counters(&self, email: &Email) -> Result<[Counter; 2], DomainError> {
        let counter = |subject, count| Counter::new(Purpose::SignInFailure, subject, count);
        let email = Subject::Email(self.hashes.hash(email).await?);
        Ok([counter(email, self.limits.per_email), counter(Subject::Source(self.source), self.limits.per_source)])
    }

    /// Refuses after too many failures. Without counters it admits the caller: a broken limiter must not lock out
    /// everyone, and Cognito locks a user after some failures itself.
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
                // Concurrent attempts failed too; the next one is refused.
                Ok(()) | Err(DomainError::TooManyAttempts { .. }) => {}
                Err(fault) => report(fault),
            }
        }
    }
}

/// Signs a user in. `report` gets the errors of the limiter, which do not fail the sign-in.
///
/// # Errors
/// [`DomainError::TooManyAttempts`] after too many failures, whether or not a user has the address;
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

/// Signs in with the normalized password and, if that is wrong and differs, with the password as typed. The second
/// attempt does not depend on whether the user exists.
///
/// # Errors
/// [`DomainError::WrongCredentials`] if neither is right; the others of [`SignIn`].
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
        // The registration has not finished, or the erasure has begun.
        Err(DomainError::NotSignedIn) => Err(DomainError::WrongCredentials(SignInRefusal::NoRecord)),
        Err(other) => Err(other),
    }
}
