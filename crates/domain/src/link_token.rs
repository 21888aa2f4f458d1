//! The token of a link for signed-out users: it names the user, since nothing else in the request does.

use std::fmt;

use crate::UserId;
use crate::confirmation_token::{ConfirmationToken, NotAToken};

/// A user id and a secret, as `<user id>.<secret>`. `Debug` does not print it.
#[derive(Clone, PartialEq, Eq)]
pub struct LinkToken {
    /// Who got the mail.
    pub user: UserId,
    /// The secret, of which only the hash is stored.
    pub secret: ConfirmationToken,
}

impl LinkToken {
    /// Parses a token.
    ///
    /// # Errors
    /// [`NotAToken`].
    pub fn parse(given: &str) -> Result<Self, NotAToken> {
        let (user, secret) = given.split_once('.').ok_or(NotAToken)?;
        let user = UserId::parse(user).map_err(|_| NotAToken)?;
        Ok(Self { user, secret: ConfirmationToken::parse(secret)? })
    }

    /// The token itself. Pass it only to the mail.
    #[must_use]
    pub fn reveal(&self) -> String {
        format!("{}.{}", self.user.as_str(), self.secret.as_str())
    }
}

impl fmt::Debug for LinkToken {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("LinkToken(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const USER: &str = "0d9f7c9e-3f50-4a7e-9c56-2d4e5f60718a";

    #[test]
    fn token_survives_a_round_trip() {
        let secret = ConfirmationToken::from_bits([7; 32]);
        let token = LinkToken { user: UserId::parse(USER).unwrap(), secret };
        assert_eq!(LinkToken::parse(&token.reveal()), Ok(token.clone()));
        assert_eq!(format!("{token:?}"), "LinkToken(…)");
    }

    #[test]
    fn malformed_token_is_refused() {
        let secret = "A".repeat(43);
        for given in
            ["", ".", USER, &secret, &format!("{USER}.{secret}."), &format!("{USER}{secret}"), &format!("ada.{secret}")]
        {
            assert_eq!(LinkToken::parse(given), Err(NotAToken), "{given}");
        }
    }

    proptest! {
        #[test]
        fn parse_never_panics(given in any::<String>()) {
            let _ = LinkToken::parse(&given);
        }
    }
}
