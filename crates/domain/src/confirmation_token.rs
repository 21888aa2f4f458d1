//! The token that confirms a removal. It is mailed to the user; only its hash is stored.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// The secret in the mailed link: anyone who has it can remove the account. `Debug` does not print it.
///
/// 256 random bits as 43 characters of base64url without padding (RFC 4648 section 5). Each token has one such form.
#[derive(Clone, PartialEq, Eq)]
pub struct ConfirmationToken(String);

impl ConfirmationToken {
    /// The length of a token.
    pub const CHARACTERS: usize = 43;

    /// Encodes 256 random bits.
    #[must_use]
    pub fn from_bits(bits: [u8; 32]) -> Self {
        Self(URL_SAFE_NO_PAD.encode(bits))
    }

    /// Parses a token; nothing is trimmed or lowercased.
    ///
    /// # Errors
    /// [`NotAToken`].
    pub fn parse(given: &str) -> Result<Self, NotAToken> {
        let is_token = given.len() == Self::CHARACTERS && URL_SAFE_NO_PAD.decode(given).is_ok();
        if is_token { Ok(Self(given.to_owned())) } else { Err(NotAToken) }
    }

    /// The token itself. Pass it only to the mail or to a hash.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for ConfirmationToken {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("ConfirmationToken(…)")
    }
}

/// The text is not a confirmation token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a confirmation token")]
pub struct NotAToken;

/// The SHA-256 of a token or a recovery code. They have too many random bits for a plain hash to be brute-forced. Hashes
/// are compared in constant time.
#[derive(Clone, Debug)]
pub struct TokenHash([u8; 32]);

impl TokenHash {
    /// The hash of a token.
    #[must_use]
    pub fn of(token: &ConfirmationToken) -> Self {
        Self(Sha256::digest(token.as_str()).into())
    }

    /// The hash of these random bits.
    #[must_use]
    pub(crate) fn of_bits(bits: &[u8]) -> Self {
        Self(Sha256::digest(bits).into())
    }

    /// Parses the output of [`Self::to_text`].
    #[must_use]
    pub fn from_text(text: &str) -> Option<Self> {
        URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok().map(Self)
    }

    /// The hash as it is stored.
    #[must_use]
    pub fn to_text(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0)
    }
}

impl PartialEq for TokenHash {
    fn eq(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl Eq for TokenHash {}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn token_is_its_bits_in_base64url() {
        assert_eq!(ConfirmationToken::from_bits([0; 32]).as_str(), "A".repeat(43));
        assert_eq!(ConfirmationToken::from_bits([0xff; 32]).as_str(), format!("{}8", "_".repeat(42)));
    }

    #[test]
    fn debug_shows_nothing() {
        assert_eq!(format!("{:?}", ConfirmationToken::from_bits([7; 32])), "ConfirmationToken(…)");
    }

    #[test]
    fn malformed_token_is_refused() {
        let [short, long, padded] = ["A".repeat(42), "A".repeat(44), format!("{}=", "A".repeat(43))];
        let [standard, spaced, wide] =
            [format!("+/{}", "A".repeat(41)), format!(" {}", "A".repeat(42)), format!("é{}", "A".repeat(41))];
        // The last of 43 characters has four significant bits; this one sets a fifth.
        let second_form = format!("{}B", "A".repeat(42));
        for given in ["", &short, &long, &padded, &standard, &spaced, &wide, &second_form] {
            assert_eq!(ConfirmationToken::parse(given), Err(NotAToken), "{given}");
        }
    }

    #[test]
    fn hashes_differ_and_survive_a_round_trip() {
        let hash = TokenHash::of(&ConfirmationToken::from_bits([7; 32]));
        assert_ne!(hash, TokenHash::of(&ConfirmationToken::from_bits([8; 32])));
        assert_eq!(TokenHash::from_text(&hash.to_text()), Some(hash));
        assert_eq!(TokenHash::from_text("no hash"), None);
    }

    proptest! {
        #[test]
        fn token_survives_a_round_trip(bits in any::<[u8; 32]>()) {
            let token = ConfirmationToken::from_bits(bits);
            prop_assert_eq!(ConfirmationToken::parse(token.as_str()), Ok(token));
        }

        #[test]
        fn parse_never_panics(given in any::<String>()) {
            let _ = ConfirmationToken::parse(&given);
        }
    }
}
