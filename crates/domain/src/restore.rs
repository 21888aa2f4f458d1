//! Restoring an account after an attacker has changed its address or password: the owner of a former, verified address gets
//! it back by a mailed link.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use time::{Duration, OffsetDateTime};

use crate::confirmation_token::NotAToken;
use crate::mailed_link::{LinkBinding, LinkState};
use crate::user::User;
use crate::{Email, UserId};

/// How long an account can be restored after a change.
pub const RESTORE_TTL: Duration = Duration::days(30);

/// The restoration that a mailed link allows.
#[derive(Clone, PartialEq, Eq)]
pub struct Restoration {
    /// The user.
    pub user: UserId,
    /// The address that the user gets back.
    pub email: Email,
    /// When the change took place, in whole seconds.
    changed_at: OffsetDateTime,
}

impl Restoration {
    /// What the link in the notice of this change allows. `email` is the address before it.
    #[must_use]
    pub fn of_change(user: UserId, email: Email, changed_at: OffsetDateTime) -> Self {
        Self { user, email, changed_at: changed_at.replace_nanosecond(0).unwrap_or(changed_at) }
    }

    /// What the token of the link is a keyed hash of.
    #[must_use]
    pub fn state(&self) -> LinkState {
        LinkState::of_restoration(&self.user, &self.email, self.changed_at)
    }

    /// Whether it is still allowed. A restoration voids the links of all changes before it, its own as well.
    #[must_use]
    pub fn is_open(&self, user: &User, now: OffsetDateTime) -> bool {
        now < self.changed_at + RESTORE_TTL && user.restored_at.is_none_or(|at| self.changed_at > at)
    }

    /// Whether this was before the change.
    #[must_use]
    pub fn is_older(&self, at: OffsetDateTime) -> bool {
        at < self.changed_at
    }
}

/// The token of a link: a restoration, and the keyed hash that proves that Usher has made it. Nothing of it is stored.
/// `Debug` does not print it.
#[derive(Clone, PartialEq, Eq)]
pub struct RestoreToken {
    /// What it allows.
    pub restoration: Restoration,
    /// The keyed hash.
    pub signature: LinkBinding,
}

impl RestoreToken {
    /// Parses a token.
    ///
    /// # Errors
    /// [`NotAToken`].
    pub fn parse(given: &str) -> Result<Self, NotAToken> {
        let parts: Vec<_> = given.split('.').collect();
        let [user, changed_at, email, signature] = parts.try_into().map_err(|_| NotAToken)?;
        let parse = || {
            let seconds = changed_at.parse().ok()?;
            let email = String::from_utf8(URL_SAFE_NO_PAD.decode(email).ok()?).ok()?;
            let restoration = Restoration {
                user: UserId::parse(user).ok()?,
                email: Email::parse(&email).ok()?,
                changed_at: OffsetDateTime::from_unix_timestamp(seconds).ok()?,
            };
            Some(Self { restoration, signature: LinkBinding::from_text(signature)? })
        };
        parse().ok_or(NotAToken)
    }

    /// The token itself. Pass it only to the mail.
    #[must_use]
    pub fn reveal(&self) -> String {
        let Restoration { user, email, changed_at } = &self.restoration;
        let email = URL_SAFE_NO_PAD.encode(email.as_str());
        format!("{}.{}.{email}.{}", user.as_str(), changed_at.unix_timestamp(), self.signature.to_text())
    }
}

impl fmt::Debug for Restoration {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Restoration(…)")
    }
}

impl fmt::Debug for RestoreToken {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("RestoreToken(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use time::macros::datetime;

    const NOW: OffsetDateTime = datetime!(2026-11-22 12:00:28.7 UTC);

    fn token() -> RestoreToken {
        let user = UserId::parse("0d9f7c9e-3f50-4a7e-9c56-2d4e5f60718a").unwrap();
        let restoration = Restoration::of_change(user, Email::parse("ada@example.com").unwrap(), NOW);
        RestoreToken { restoration, signature: LinkBinding::from_bits([7; 32]) }
    }

    #[test]
    fn token_survives_a_round_trip() {
        let token = token();
        assert_eq!(RestoreToken::parse(&token.reveal()), Ok(token.clone()));
        assert_eq!(format!("{token:?} {:?}", token.restoration), "RestoreToken(…) Restoration(…)");
    }

    #[test]
    fn malformed_token_is_refused() {
        let token = token().reveal();
        let (start, _) = token.rsplit_once('.').unwrap();
        for given in ["", "...", start, &format!("{token}."), &format!("{token}A"), &token.replace("0d9f", "xxxx")] {
            assert_eq!(RestoreToken::parse(given), Err(NotAToken), "{given}");
        }
    }

    proptest! {
        #[test]
        fn parse_never_panics(given in "[0-9a-f.A-Z_-]{0,120}") {
            let _ = RestoreToken::parse(&given);
        }
    }
}
