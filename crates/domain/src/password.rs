//! A password: the rule that it obeys, and the sealed form in which it crosses a workflow.

use std::fmt;

use zeroize::Zeroizing;

use crate::field::Problem;

/// A password as a person typed it. It is never printed, and its memory is cleared when it is dropped.
///
/// 8 to 256 characters, no control characters, no white space at either end. There are no composition rules, after
/// NIST SP 800-63B section 3.1.1.2; the upper limit and the rule about white space are Cognito's.
#[derive(Clone)]
pub struct Password(Zeroizing<String>);

impl Password {
    /// The smallest number of characters. `template.yaml` gives the user pool the same number.
    pub const MIN_CHARACTERS: usize = 8;
    /// The largest number of characters (Cognito's own limit).
    pub const MAX_CHARACTERS: usize = 256;

    /// Reads a password for a new account; nothing is trimmed or folded.
    ///
    /// # Errors
    /// [`Problem::TooShort`], [`Problem::TooLong`], [`Problem::ForbiddenCharacter`] or [`Problem::OuterSpace`].
    pub fn parse(given: &str) -> Result<Self, Problem> {
        let characters = given.chars().count();
        if characters < Self::MIN_CHARACTERS {
            return Err(Problem::TooShort { limit: Self::MIN_CHARACTERS });
        }
        if is_too_long(given) {
            return Err(Problem::TooLong { limit: Self::MAX_CHARACTERS });
        }
        crate::text::plain(given)?;
        if given.trim() != given {
            return Err(Problem::OuterSpace);
        }
        Ok(Self(Zeroizing::new(given.to_owned())))
    }

    /// Takes a password that is only compared with the stored one: it has to be there, whatever it is.
    ///
    /// # Errors
    /// [`Problem::Blank`] or [`Problem::TooLong`].
    pub fn attempt(given: &str) -> Result<Self, Problem> {
        if given.is_empty() {
            return Err(Problem::Blank);
        }
        if is_too_long(given) {
            return Err(Problem::TooLong { limit: Self::MAX_CHARACTERS });
        }
        Ok(Self(Zeroizing::new(given.to_owned())))
    }

    /// The password itself. Hand it to Cognito or to the seal, and to nothing else.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

/// Counted in UTF-16 units, as services written for the JVM count: whoever counts characters finds no more.
fn is_too_long(given: &str) -> bool {
    given.encode_utf16().count() > Password::MAX_CHARACTERS
}

impl fmt::Debug for Password {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Password(…)")
    }
}

/// A password that only the holder of a one-time key can read: the form in which it enters a workflow.
///
/// See `docs/decisions/0003-passwords-cross-the-workflow-sealed.md`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SealedPassword {
    /// Names the one-time key.
    pub key_id: String,
    /// The encrypted password, base64.
    pub ciphertext: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_nothing() {
        let password = Password::parse("correct horse battery").unwrap();
        assert_eq!(format!("{password:?}"), "Password(…)");
    }

    #[test]
    fn the_rule_is_length_and_nothing_hidden() {
        assert!(Password::parse("12345678").is_ok());
        assert!(Password::parse("päss wörd 🔑").is_ok());
        assert_eq!(Password::parse("1234567").unwrap_err(), Problem::TooShort { limit: 8 });
        assert_eq!(Password::parse(&"x".repeat(257)).unwrap_err(), Problem::TooLong { limit: 256 });
        assert_eq!(Password::parse(&"🔑".repeat(129)).unwrap_err(), Problem::TooLong { limit: 256 });
        assert_eq!(Password::parse(" 12345678").unwrap_err(), Problem::OuterSpace);
        assert_eq!(Password::parse("1234\u{0}5678").unwrap_err(), Problem::ForbiddenCharacter);
    }

    #[test]
    fn an_attempt_may_break_the_rule_for_new_passwords() {
        assert_eq!(Password::attempt(" x").unwrap().reveal(), " x");
        assert_eq!(Password::attempt("").unwrap_err(), Problem::Blank);
    }
}
