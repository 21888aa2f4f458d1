//! Removal by a mailed link (removal document): a user requests it, gets a mail and confirms. The confirmation starts
//! an erasure like any other ([`crate::erasure`]).

use time::{Duration, OffsetDateTime};

use crate::UserId;
pub use crate::confirmation_token::{ConfirmationToken, NotAToken, TokenHash};
use crate::mailed_link::LinkBinding;

/// The TTL of a link.
pub const LINK_TTL: Duration = Duration::hours(24);

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

/// A request that has not been confirmed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RemovalRequest {
    /// The hash of the token in the mail.
    pub token: TokenHash,
    /// When the mail was sent.
    pub mailed_at: OffsetDateTime,
    /// The user's state when it was sent.
    pub bound_to: LinkBinding,
}

impl RemovalRequest {
    /// When the link expires.
    #[must_use]
    pub fn expires_at(&self) -> OffsetDateTime {
        self.mailed_at + LINK_TTL
    }

    /// Whether the mail is too recent to send another one.
    #[must_use]
    pub fn is_recent(&self, now: OffsetDateTime) -> bool {
        self.mailed_at > now - MAIL_INTERVAL
    }

    /// Whether this token confirms the request now.
    #[must_use]
    pub fn is_confirmed_by(&self, token: &ConfirmationToken, now: OffsetDateTime) -> bool {
        self.token == TokenHash::of(token) && now < self.expires_at()
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

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    const NOW: OffsetDateTime = datetime!(2026-11-22 12:00 UTC);

    #[test]
    fn only_the_unexpired_token_confirms_the_request() {
        let token = ConfirmationToken::from_bits([7; 32]);
        let bound_to = LinkBinding::from_bits([7; 32]);
        let request = RemovalRequest { token: TokenHash::of(&token), mailed_at: NOW, bound_to };
        assert!(request.is_confirmed_by(&token, NOW + LINK_TTL - Duration::SECOND));
        assert!(!request.is_confirmed_by(&token, NOW + LINK_TTL));
        assert!(!request.is_confirmed_by(&ConfirmationToken::from_bits([8; 32]), NOW));
    }
}
