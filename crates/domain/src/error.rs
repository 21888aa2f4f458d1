//! Every error, by name. No variant has a status code: each dialect maps all of them without a catch-all arm, so that a
//! new variant does not compile until every dialect handles it.

use std::error::Error;

use thiserror::Error;
use time::Duration;

use crate::field::FieldErrors;

/// Why an operation failed.
#[derive(Debug, Error)]
pub enum DomainError {
    /// The input is invalid.
    #[error("the input is invalid")]
    InvalidInput(FieldErrors),
    /// Another user has this email address.
    #[error("the email address is taken")]
    EmailTaken,
    /// Another user has this account id.
    #[error("the account id is taken")]
    AccountIdTaken,
    /// The address or the password is wrong. The reason is for the log only, never for callers.
    #[error("the credentials are wrong")]
    WrongCredentials(SignInRefusal),
    /// There is no token, or it is invalid, expired or revoked.
    #[error("the caller is not signed in")]
    NotSignedIn,
    /// The caller is not allowed to do this.
    #[error("the caller is not allowed to do this")]
    Forbidden,
    /// The session began too long ago for this: the user has to give the password again.
    #[error("the sign-in of the caller is too old")]
    SignInTooOld,
    /// There is no such user.
    #[error("there is no such user")]
    UserNotFound,
    /// There is no such picture.
    #[error("there is no such picture")]
    PictureNotFound,
    /// The user has no such session, or it was revoked.
    #[error("there is no such session")]
    SessionNotFound,
    /// There is no such erasure.
    #[error("there is no such erasure")]
    ErasureNotFound,
    /// Another update of the same user is under way.
    #[error("another update of this user is under way")]
    UpdateUnderWay,
    /// Cognito's address or name differs from the record: an update is under way, or someone changed the user in
    /// Cognito directly.
    #[error("the identity provider and the record disagree on the address or the name")]
    IdentityDiffers,
    /// The caller accepts a version of the terms that is not current.
    #[error("the version of the terms is not the current one")]
    TermsNotCurrent,
    /// The stack requires a verified address to sign in, and this user's is not.
    #[error("the email address is not verified")]
    EmailNotVerified,
    /// The user has an authenticator app already.
    #[error("an authenticator app is on already")]
    AuthenticatorOn,
    /// The token of a mailed link is wrong, used or expired. Callers are not told which.
    #[error("the confirmation token is not valid")]
    TokenNotValid,
    /// Downstream services have not confirmed the removal in time.
    #[error("not every service has confirmed the removal in time")]
    ServicesPending,
    /// Everything is erased but some files that cannot be deleted.
    #[error("some files cannot be deleted")]
    FilesKept,
    /// Throttled, or over a rate limit; nothing took effect.
    #[error("too many attempts")]
    TooManyAttempts {
        /// How long to wait before a retry: at least a second.
        retry_after: Duration,
    },
    /// The request body is larger than the endpoint accepts; it was not read.
    #[error("the request body is too large")]
    BodyTooLarge,
    /// The last admin asks to be erased or demoted.
    #[error("the last admin cannot be erased or demoted")]
    LastAdmin,
    /// A message between our own functions cannot be read. A retry would fail again.
    #[error("a message is malformed")]
    MalformedMessage,
    /// A dependency or Usher itself failed; the caller cannot fix it.
    #[error("a service that Usher needs failed")]
    Unavailable(#[source] Failure),
}

impl DomainError {
    /// The stable name, which workflows match in `ErrorEquals` and the log shows.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::InvalidInput(_) => "InvalidInput",
            Self::EmailTaken => "EmailTaken",
            Self::AccountIdTaken => "AccountIdTaken",
            Self::WrongCredentials(_) => "WrongCredentials",
            Self::NotSignedIn => "NotSignedIn",
            Self::Forbidden => "Forbidden",
            Self::SignInTooOld => "SignInTooOld",
            Self::UserNotFound => "UserNotFound",
            Self::PictureNotFound => "PictureNotFound",
            Self::SessionNotFound => "SessionNotFound",
            Self::ErasureNotFound => "ErasureNotFound",
            Self::UpdateUnderWay => "UpdateUnderWay",
            Self::IdentityDiffers => "IdentityDiffers",
            Self::TermsNotCurrent => "TermsNotCurrent",
            Self::EmailNotVerified => "EmailNotVerified",
            Self::AuthenticatorOn => "AuthenticatorOn",
            Self::TokenNotValid => "TokenNotValid",
            Self::ServicesPending => "ServicesPending",
            Self::FilesKept => "FilesKept",
            Self::TooManyAttempts { .. } => "TooManyAttempts",
            Self::BodyTooLarge => "BodyTooLarge",
            Self::LastAdmin => "LastAdmin",
            Self::MalformedMessage => "MalformedMessage",
            Self::Unavailable(_) => "Unavailable",
        }
    }

    /// The reason that the log shows besides the name: a word without personal data.
    #[must_use]
    pub const fn reason(&self) -> Option<&'static str> {
        match self {
            Self::WrongCredentials(refusal) => Some(refusal.name()),
            _ => None,
        }
    }

    /// The error for AWS's throttling errors, which do not tell how long to wait.
    #[must_use]
    pub const fn throttled() -> Self {
        Self::TooManyAttempts { retry_after: Duration::seconds(5) }
    }

    /// Wraps the cause of a failed operation, for use in `map_err`.
    pub fn unavailable<E>(operation: &'static str) -> impl FnOnce(E) -> Self
    where
        E: Into<Box<dyn Error + Send + Sync>>,
    {
        move |cause| Self::Unavailable(Failure::new(operation, cause))
    }
}

/// Why a sign-in was refused. For the log only: telling callers would reveal which addresses are registered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignInRefusal {
    /// No user has the address, or the password is wrong. Cognito does not tell which.
    Mismatch,
    /// Cognito has locked the user after too many wrong passwords.
    LockedOut,
    /// The Cognito user is disabled.
    Disabled,
    /// An administrator has reset the password, and the user has to set a new one first.
    ResetRequired,
    /// The Cognito user was never confirmed.
    NotConfirmed,
    /// Cognito asks for more than a password.
    ChallengeRequired,
    /// The Cognito user has no record: its registration has not finished, or its erasure has begun.
    NoRecord,
}

impl SignInRefusal {
    /// The word for the log.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Mismatch => "mismatch",
            Self::LockedOut => "locked_out",
            Self::Disabled => "disabled",
            Self::ResetRequired => "reset_required",
            Self::NotConfirmed => "not_confirmed",
            Self::ChallengeRequired => "challenge_required",
            Self::NoRecord => "no_record",
        }
    }
}

impl From<FieldErrors> for DomainError {
    fn from(errors: FieldErrors) -> Self {
        Self::InvalidInput(errors)
    }
}

impl From<Failure> for DomainError {
    fn from(failure: Failure) -> Self {
        Self::Unavailable(failure)
    }
}

/// A failed operation and its cause, for the log. The code that creates it makes sure that it has no personal data.
#[derive(Debug, Error)]
#[error("{operation}")]
pub struct Failure {
    operation: &'static str,
    #[source]
    cause: Box<dyn Error + Send + Sync>,
}

impl Failure {
    /// `operation` names what failed, as `dynamodb:GetItem` or `read the execution's output`.
    pub fn new(operation: &'static str, cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self { operation, cause: cause.into() }
    }
}
