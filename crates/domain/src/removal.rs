//! Removal by a mailed link (seed 004): a person asks for it, gets a mail, and confirms. What confirming starts is an
//! erasure like every other ([`crate::erasure`]).

use time::{Duration, OffsetDateTime};

use crate::UserId;
pub use crate::confirmation_token::{ConfirmationToken, NotAToken, TokenHash};
use crate::mailed_link::LinkBinding;

/// How long a link is good.
pub const LINK_TTL: Duration = Duration::hours(24);

/// One person gets one mail in this time, however often somebody asks for it, as long as the link in it is good. The limit of
/// a day is in [`crate::removal_mail`].
pub const MAIL_INTERVAL: Duration = Duration::minutes(10);

/// How long a confirmation has to get its erasure started, before the same link may try again. Longer than any endpoint
/// runs.
pub const CLAIM_TTL: Duration = Duration::minutes(1);

/// A confirmation of a request, of which no two may start an erasure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfirmationAttempt {
    /// Names the confirmation, so that it is no stranger to itself when it is sent again.
    pub by: String,
    /// When it is made.
    pub at: OffsetDateTime,
}

impl ConfirmationAttempt {
    /// Until when it keeps others out.
    #[must_use]
    pub fn until(&self) -> OffsetDateTime {
        self.at + CLAIM_TTL
    }
}

/// A request that waits to be confirmed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RemovalRequest {
    /// What the token in the mail hashes to.
    pub token: TokenHash,
    /// When the mail was sent.
    pub mailed_at: OffsetDateTime,
    /// To whom it was sent, as they were then.
    pub bound_to: LinkBinding,
}

impl RemovalRequest {
    /// From when on the link is void.
    #[must_use]
    pub fn expires_at(&self) -> OffsetDateTime {
        self.mailed_at + LINK_TTL
    }

    /// Whether its mail was sent so recently that no other is sent.
    #[must_use]
    pub fn is_recent(&self, now: OffsetDateTime) -> bool {
        self.mailed_at > now - MAIL_INTERVAL
    }

    /// Whether this token confirms it now.
    #[must_use]
    pub fn is_confirmed_by(&self, token: &ConfirmationToken, now: OffsetDateTime) -> bool {
        self.token == TokenHash::of(token) && now < self.expires_at()
    }
}

/// A link that is to be mailed.
#[derive(Clone, Copy, Debug)]
pub struct NewLink<'a> {
    /// The token in it.
    pub token: &'a ConfirmationToken,
    /// The whole of it.
    pub url: &'a str,
}

/// What confirms a removal.
#[derive(Clone, Copy, Debug)]
pub struct Confirmation<'a> {
    /// Who is to be removed.
    pub user: &'a UserId,
    /// The token that was handed in.
    pub token: &'a ConfirmationToken,
    /// Keeps other confirmations out.
    pub claim: &'a ConfirmationAttempt,
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    const NOW: OffsetDateTime = datetime!(2026-11-22 12:00 UTC);

    #[test]
    fn a_request_is_confirmed_by_its_own_token_in_time() {
        let token = ConfirmationToken::from_bits([7; 32]);
        let bound_to = LinkBinding::from_bits([7; 32]);
        let request = RemovalRequest { token: TokenHash::of(&token), mailed_at: NOW, bound_to };
        assert!(request.is_confirmed_by(&token, NOW + LINK_TTL - Duration::SECOND));
        assert!(!request.is_confirmed_by(&token, NOW + LINK_TTL));
        assert!(!request.is_confirmed_by(&ConfirmationToken::from_bits([8; 32]), NOW));
    }
}
