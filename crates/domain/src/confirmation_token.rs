//! The token that confirms a removal. It is mailed to the person; what is kept is its hash.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use thiserror::Error;

/// How many random bytes make a token: 256 bits.
const BYTES: usize = 32;

/// The token of a removal, as the mailed link has it: 256 random bits as 43 characters of base64url (RFC 4648, section 5).
/// Debug prints nothing of it.
#[derive(Clone, PartialEq, Eq)]
pub struct ConfirmationToken(String);

/// Not a [`ConfirmationToken`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("a confirmation token is 43 characters of base64url")]
pub struct NotAToken;

impl ConfirmationToken {
    /// Reads a token.
    ///
    /// # Errors
    /// [`NotAToken`].
    pub fn parse(given: &str) -> Result<Self, NotAToken> {
        match URL_SAFE_NO_PAD.decode(given) {
            Ok(bytes) if bytes.len() == BYTES => Ok(Self(given.to_owned())),
            _ => Err(NotAToken),
        }
    }

    /// The token made of these random bits.
    #[must_use]
    pub fn from_bits(bits: [u8; BYTES]) -> Self {
        Self(URL_SAFE_NO_PAD.encode(bits))
    }

    /// The token itself. Hand it to the person, and to nothing else.
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

/// The SHA-256 of a token. Of 256 random bits a plain hash is enough: nobody can try them all. Two hashes are compared in
/// the same time wherever they differ.
#[derive(Clone, Debug)]
pub struct TokenHash([u8; BYTES]);

impl TokenHash {
    /// The hash of a token.
    #[must_use]
    pub fn of(token: &ConfirmationToken) -> Self {
        Self(Sha256::digest(token.as_str()).into())
    }

    /// Reads what [`Self::to_text`] wrote.
    #[must_use]
    pub fn from_text(text: &str) -> Option<Self> {
        URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok().map(Self)
    }

    /// The hash as it is kept.
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

    #[test]
    fn a_token_is_read_as_it_was_made_and_shows_nothing() {
        let token = ConfirmationToken::from_bits([7; BYTES]);
        assert_eq!(token.as_str().len(), 43);
        assert_eq!(ConfirmationToken::parse(token.as_str()), Ok(token.clone()));
        assert_eq!(format!("{token:?}"), "ConfirmationToken(…)");
    }

    #[test]
    fn nothing_else_is_a_token() {
        let long = "A".repeat(44);
        for given in ["", "A", "é", &long, &format!("{}=", "A".repeat(43)), &format!("{}+", "A".repeat(42))] {
            assert_eq!(ConfirmationToken::parse(given), Err(NotAToken), "{given}");
        }
    }

    #[test]
    fn a_hash_tells_tokens_apart_and_is_read_as_it_was_kept() {
        let hash = TokenHash::of(&ConfirmationToken::from_bits([7; BYTES]));
        assert_ne!(hash, TokenHash::of(&ConfirmationToken::from_bits([8; BYTES])));
        assert_eq!(TokenHash::from_text(&hash.to_text()), Some(hash));
        assert_eq!(TokenHash::from_text("no hash"), None);
    }
}
