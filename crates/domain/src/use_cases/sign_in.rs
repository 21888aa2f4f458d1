//! Signing in, with a limit on failures and one error for all refusals.

use time::OffsetDateTime;

use crate::authenticator::SecondFactor;
use crate::client_address::ClientAddress;
use crate::error::{DomainError, SignInRefusal};
use crate::limit::{Counter, Purpose, Subject};
use crate::listed_session::{Device, ListedSession};
use crate::ports::{
    CountAttempts, DeriveAuthenticatorSecret, FindUser, HashEmail, NoteSession, ReplaceAuthenticator, RevokeSessions,
    SignIn,
};
use crate::session::{AccessClaims, Session};
use crate::use_cases::authenticator;
use crate::{Email, Field, FieldErrors, PasswordAttempt, Problem, User};

/// How often a record is read again if it changes meanwhile.
const MAX_ATTEMPTS: usize = 5;

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

    /// Runs a sign-in unless too many have failed, and counts it if it fails.
    async fn guarded<T: Send>(
        &self,
        email: &Email,
        sign_in: impl Future<Output = Result<T, DomainError>> + Send,
        report: &(impl Fn(DomainError) + Sync),
    ) -> Result<T, DomainError> {
        let counters = self.admit(email, report).await?;
        let signed_in = sign_in.await;
        if let (Err(error), Some(counters)) = (&signed_in, &counters)
            && is_wrong_guess(error)
        {
            self.count(counters, report).await;
        }
        signed_in
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

/// Whether the caller may be guessing a password or a code.
fn is_wrong_guess(error: &DomainError) -> bool {
    match error {
        DomainError::WrongCredentials(_) => true,
        DomainError::InvalidInput(errors) => errors.has(Field::Otp, &Problem::WrongOtp),
        _ => false,
    }
}

/// Whether a sign-in takes a verified address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EmailRequirement {
    /// Any address.
    None,
    /// A verified one.
    Verified,
}

impl EmailRequirement {
    fn require(self, user: &User) -> Result<(), DomainError> {
        match self {
            Self::Verified if !user.has_verified_email() => Err(DomainError::EmailNotVerified),
            Self::None | Self::Verified => Ok(()),
        }
    }
}

/// A sign-in, as the caller sent it.
#[derive(Clone, Copy, Debug)]
pub struct SignInAttempt<'a> {
    /// The address.
    pub email: &'a Email,
    /// The password.
    pub password: &'a PasswordAttempt,
    /// The code of the authenticator app.
    pub code: Option<&'a SecondFactor>,
    /// The client, if it told.
    pub device: Option<&'a Device>,
    /// Whether the address has to be verified.
    pub requirement: EmailRequirement,
}

/// Signs a user in, and adds the session to the user's list. `report` gets the errors of the limiter and of the list,
/// which do not fail the sign-in.
///
/// # Errors
/// [`DomainError::TooManyAttempts`] after too many failures, whether or not a user has the address;
/// [`DomainError::WrongCredentials`]; [`DomainError::EmailNotVerified`] and those of [`authenticator::check`], only if the
/// password is right; [`DomainError::Unavailable`].
pub async fn sign_in<Attempts: CountAttempts, Hashes: HashEmail>(
    sessions: &impl SignIn,
    users: &(impl FindUser + RevokeSessions + ReplaceAuthenticator),
    secrets: &impl DeriveAuthenticatorSecret,
    list: &impl NoteSession,
    guard: &SignInGuard<'_, Attempts, Hashes>,
    attempt: SignInAttempt<'_>,
    report: &(impl Fn(DomainError) + Sync),
) -> Result<(Session, User), DomainError> {
    let SignInAttempt { email, password, code, device, requirement } = attempt;
    let open = async {
        let session = with_any_form(sessions, email, password).await?;
        let user = signed_in_record(users, &session.claims, guard.now).await?;
        requirement.require(&user)?;
        authenticator::check(users, secrets, &user, code, guard.now).await?;
        Ok((session, user))
    };
    let (session, user) = guard.guarded(email, open, report).await?;
    note(list, &session.claims, device, guard.now, report).await;
    Ok((session, user))
}

/// Adds a session that just got tokens to the user's list. `report` gets the error, since the list is not worth a
/// failed sign-in.
pub async fn note(
    list: &impl NoteSession,
    claims: &AccessClaims,
    device: Option<&Device>,
    now: OffsetDateTime,
    report: &(impl Fn(DomainError) + Sync),
) {
    let AccessClaims { user_id, session, signed_in_at } = claims.clone();
    let session = ListedSession { id: session, began_at: signed_in_at, last_used_at: now, device: device.cloned() };
    if let Err(fault) = list.note(&user_id, &session).await {
        report(fault);
    }
}

/// Checks the password of a signed-in user. Wrong ones count as failed sign-ins.
///
/// # Errors
/// [`DomainError::InvalidInput`] with [`Problem::WrongPassword`] for `field`; [`DomainError::TooManyAttempts`];
/// [`DomainError::Unavailable`].
pub async fn confirm_password<Attempts: CountAttempts, Hashes: HashEmail>(
    sessions: &impl SignIn,
    guard: &SignInGuard<'_, Attempts, Hashes>,
    email: &Email,
    (field, password): (Field, &PasswordAttempt),
    report: &(impl Fn(DomainError) + Sync),
) -> Result<(), DomainError> {
    match guard.guarded(email, with_any_form(sessions, email, password), report).await {
        Ok(_) => Ok(()),
        Err(DomainError::WrongCredentials(_)) => Err(FieldErrors::one(field, Problem::WrongPassword).into()),
        Err(other) => Err(other),
    }
}

/// Turns off the authenticator app of a signed-in user who gives one of its codes. Wrong ones count as failed sign-ins.
///
/// # Errors
/// Those of [`authenticator::turn_off_with`]; [`DomainError::TooManyAttempts`].
pub async fn turn_off_authenticator<Attempts: CountAttempts, Hashes: HashEmail>(
    users: &(impl FindUser + ReplaceAuthenticator),
    secrets: &impl DeriveAuthenticatorSecret,
    guard: &SignInGuard<'_, Attempts, Hashes>,
    user: &User,
    code: &SecondFactor,
    report: &(impl Fn(DomainError) + Sync),
) -> Result<(), DomainError> {
    let turn_off = authenticator::turn_off_with(users, secrets, user, code, guard.now);
    guard.guarded(&user.email, turn_off, report).await
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

/// The record of the user who has just signed in. A revocation in the same second as the sign-in, but before it, does
/// not apply: whoever sets a new password can sign in with it at once.
async fn signed_in_record(
    users: &(impl FindUser + RevokeSessions),
    claims: &AccessClaims,
    started_at: OffsetDateTime,
) -> Result<User, DomainError> {
    // The registration has not finished, the erasure has begun, or the session was revoked.
    let refused = DomainError::WrongCredentials(SignInRefusal::NoRecord);
    for _ in 0..MAX_ATTEMPTS {
        let Some(user) = users.by_id(&claims.user_id).await? else { break };
        if !user.revocations.includes(&claims.session, claims.signed_in_at) {
            return Ok(user);
        }
        let Some(without) = user.revocations.without_new(claims, started_at) else { break };
        if users.replace_revocations(&user.id, &user.revocations, &without).await? {
            return Ok(user);
        }
    }
    Err(refused)
}
