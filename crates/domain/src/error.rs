//! Everything that can go wrong, by name. No variant knows a status code: each dialect maps every one of them, without
//! a catch-all arm, so that a new variant does not compile until all have answered.

use std::error::Error;

use thiserror::Error;
use time::Duration;

use crate::field::FieldErrors;

/// Why Usher did not do what it was asked.
#[derive(Debug, Error)]
pub enum DomainError {
    /// What the caller gave breaks a rule.
    #[error("the input breaks a rule")]
    InvalidInput(FieldErrors),
    /// Another user has this e-mail address.
    #[error("the e-mail address is taken")]
    EmailTaken,
    /// Another user has this account id.
    #[error("the account id is taken")]
    AccountIdTaken,
    /// Nobody signs in with this address and this password. Callers are never told why; the log is.
    #[error("the credentials are wrong")]
    WrongCredentials(SignInRefusal),
    /// No token, or one that is not valid (any more).
    #[error("the caller is not signed in")]
    NotSignedIn,
    /// The caller may not do this.
    #[error("the caller may not do this")]
    Forbidden,
    /// There is no such user.
    #[error("there is no such user")]
    UserNotFound,
    /// There is no such picture.
    #[error("there is no such picture")]
    PictureNotFound,
    /// Another update of the same person is under way.
    #[error("another update of this user is under way")]
    UpdateUnderWay,
    /// Address or name at the identity provider are not those of the record: an update is under way, or somebody changed
    /// them past Usher.
    #[error("the identity provider and the record disagree on the address or the name")]
    IdentityDiffers,
    /// The version of a text that is to be accepted is not the one in force.
    #[error("the version of the terms is not the current one")]
    TermsNotCurrent,
    /// The token that should confirm a removal is wrong, used or too old; which, nobody is told.
    #[error("the confirmation token is not valid")]
    TokenNotValid,
    /// Services that have to remove a person have not confirmed it in time.
    #[error("not every service has confirmed the removal in time")]
    ServicesPending,
    /// Everything of a person is erased but some files that cannot be deleted.
    #[error("some files cannot be deleted")]
    FilesKept,
    /// Too many attempts at one thing in a short time; none of it took effect.
    #[error("too many attempts")]
    TooManyAttempts {
        /// How long to wait before the next attempt: at least a second.
        retry_after: Duration,
    },
    /// The request body is larger than the endpoint takes; it was not read.
    #[error("the request body is too large")]
    BodyTooLarge,
    /// The last admin asks to be erased or to become an ordinary user.
    #[error("the last admin cannot be erased or demoted")]
    LastAdmin,
    /// Something of ours did not work; nothing that the caller can mend.
    #[error("a service that Usher needs did not work")]
    Unavailable(#[source] Failure),
}

impl DomainError {
    /// The stable name: what a workflow matches in `ErrorEquals`, and what the log shows.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::InvalidInput(_) => "InvalidInput",
            Self::EmailTaken => "EmailTaken",
            Self::AccountIdTaken => "AccountIdTaken",
            Self::WrongCredentials(_) => "WrongCredentials",
            Self::NotSignedIn => "NotSignedIn",
            Self::Forbidden => "Forbidden",
            Self::UserNotFound => "UserNotFound",
            Self::PictureNotFound => "PictureNotFound",
            Self::UpdateUnderWay => "UpdateUnderWay",
            Self::IdentityDiffers => "IdentityDiffers",
            Self::TermsNotCurrent => "TermsNotCurrent",
            Self::TokenNotValid => "TokenNotValid",
            Self::ServicesPending => "ServicesPending",
            Self::FilesKept => "FilesKept",
            Self::TooManyAttempts { .. } => "TooManyAttempts",
            Self::BodyTooLarge => "BodyTooLarge",
            Self::LastAdmin => "LastAdmin",
            Self::Unavailable(_) => "Unavailable",
        }
    }

    /// What the log says besides the name: a word without personal data.
    #[must_use]
    pub const fn reason(&self) -> Option<&'static str> {
        match self {
            Self::WrongCredentials(refusal) => Some(refusal.name()),
            _ => None,
        }
    }

    /// Something refused to go any faster and did not say for how long (AWS's throttling errors).
    #[must_use]
    pub const fn throttled() -> Self {
        Self::TooManyAttempts { retry_after: Duration::seconds(5) }
    }

    /// The failure of something of ours, for use in `map_err`.
    pub fn unavailable<E>(operation: &'static str) -> impl FnOnce(E) -> Self
    where
        E: Into<Box<dyn Error + Send + Sync>>,
    {
        move |cause| Self::Unavailable(Failure::new(operation, cause))
    }
}

/// Why somebody was not signed in. It is for the log alone: whoever is answered with it learns who is registered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignInRefusal {
    /// Nobody has the address, or the password is not its own; the two are not told apart here either.
    Mismatch,
    /// There were too many wrong passwords, and the identity provider waits.
    LockedOut,
    /// The identity is disabled.
    Disabled,
    /// An administrator has reset the password, and a new one has to be set first.
    ResetRequired,
    /// The identity was never confirmed.
    NotConfirmed,
    /// The provider asks for more than a password.
    ChallengeRequired,
    /// The identity has no record (any more): registration has not finished, or erasure has begun.
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

/// What did not work, with its cause, for the log. It holds no personal data: whoever makes one sees to that.
#[derive(Debug, Error)]
#[error("{operation}")]
pub struct Failure {
    operation: &'static str,
    #[source]
    cause: Box<dyn Error + Send + Sync>,
}

impl Failure {
    /// Names the operation (`dynamodb:GetItem`, `read the execution's output`) and its cause.
    pub fn new(operation: &'static str, cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self { operation, cause: cause.into() }
    }
}
