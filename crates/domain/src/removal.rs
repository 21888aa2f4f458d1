//! Removal by a mailed link (removal document): a user requests it, gets a mail and confirms. The confirmation starts
//! an erasure like any other ([`crate::erasure`]).

use time::{Duration, OffsetDateTime};

use crate::UserId;
pub use crate::confirmation_token::{ConfirmationToken, NotAToken, TokenHash};
pub use crate::mailed_link::LINK_TTL;

/// The minimum interval between two mails to one user, as long as the first link is valid. [`crate::removal_mail`] has
/// the daily limit.
pub const MAIL_INTERVAL: Duration = Duration::minutes(10);

/// How long a confirmation may take to start its erasure before the same link can be used again. Longer than any
/// endpoint runs.
pub const CLAIM_TTL: Duration = Duration::minutes(1);

/// A confirmation. Only one per request may start an erasure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfirmationAttempt {
    /// Identifies the confirmation, so that a retry recognizes its own claim.
    pub by: String,
    /// When it was received.
    pub at: OffsetDateTime,
}

impl ConfirmationAttempt {
    /// When its claim expires.
    #[must_use]
    pub fn until(&self) -> OffsetDateTime {
        self.at + CLAIM_TTL
    }
}

/// A link to mail.
#[derive(Clone, Copy, Debug)]
pub struct NewLink<'a> {
    /// The token in the URL.
    pub token: &'a ConfirmationToken,
    /// The whole URL.
    pub url: &'a str,
}

/// A confirmation with its token.
#[derive(Clone, Copy, Debug)]
pub struct Confirmation<'a> {
    /// The user to remove.
    pub user: &'a UserId,
    /// The token that was submitted.
    pub token: &'a ConfirmationToken,
    /// The claim that excludes other confirmations.
    pub claim: &'a ConfirmationAttempt,
}
