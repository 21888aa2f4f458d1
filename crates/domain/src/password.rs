//! Passwords: the rules for new ones, and the encrypted form that enters a workflow.

mod common;
mod opaque_string;

use std::fmt;

use zeroize::Zeroizing;

use crate::field::Problem;
use crate::{AccountId, Email, FullName};

/// A password. `Debug` does not print it, and its memory is zeroed on drop.
///
/// A new one is normalized (RFC 8265, `OpaqueString`), so that the same characters are the same password on every
/// keyboard. It has 8 to 256 characters, no leading or trailing white space, and is not a common password. There are no
/// composition rules (NIST SP 800-63B section 3.1.1.2); the upper limit and the rule about white space are Cognito's.
#[derive(Clone)]
pub struct Password(Zeroizing<String>);

impl Password {
    /// The minimum length, in characters. `template.yaml` gives the user pool the same number.
    pub const MIN_CHARACTERS: usize = 8;
    /// The maximum length, in characters (Cognito's limit).
    pub const MAX_CHARACTERS: usize = 256;

    /// Parses and normalizes a new password. [`Password::reject_personal`] compares it with the user's data.
    ///
    /// # Errors
    /// [`Problem::TooShort`], [`Problem::TooLong`], [`Problem::NotForAPassword`], [`Problem::OuterSpace`] or
    /// [`Problem::CommonPassword`].
    pub fn parse(given: &str) -> Result<Self, Problem> {
        if given.chars().count() < Self::MIN_CHARACTERS {
            return Err(Problem::TooShort { limit: Self::MIN_CHARACTERS });
        }
        if is_too_long(given) {
            return Err(Problem::TooLong { limit: Self::MAX_CHARACTERS });
        }
        let normalized = opaque_string::enforce(given).ok_or(Problem::NotForAPassword)?;
        // Normalization may change the number of characters.
        if normalized.chars().count() < Self::MIN_CHARACTERS {
            return Err(Problem::TooShort { limit: Self::MIN_CHARACTERS });
        }
        if is_too_long(&normalized) {
            return Err(Problem::TooLong { limit: Self::MAX_CHARACTERS });
        }
        if normalized.trim() != normalized.as_str() {
            return Err(Problem::OuterSpace);
        }
        if common::is_common(&fold(&normalized)) {
            return Err(Problem::CommonPassword);
        }
        Ok(Self(normalized))
    }

    /// Rejects a password that is the user's address, its local part, the name or the account id, ignoring case and
    /// spaces.
    ///
    /// # Errors
    /// [`Problem::PersonalPassword`].
    pub fn reject_personal<'a>(self, known: impl IntoIterator<Item = PersonalDetail<'a>>) -> Result<Self, Problem> {
        let password = fold_for_comparison(&self.0);
        let is_known = known.into_iter().any(|known| match known {
            PersonalDetail::Email(email) => {
                let (local, _) = email.as_str().rsplit_once('@').unwrap_or((email.as_str(), ""));
                *password == *fold_for_comparison(email.as_str()) || *password == *fold_for_comparison(local)
            }
            PersonalDetail::FullName(name) => *password == *fold_for_comparison(name.as_str()),
            PersonalDetail::AccountId(id) => *password == *fold_for_comparison(id.as_str()),
        });
        if is_known { Err(Problem::PersonalPassword) } else { Ok(self) }
    }

    /// A password to sign in with, which is only compared with the stored one. No rule applies but that it is there.
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

    /// A decrypted password, which was validated before it was encrypted.
    #[must_use]
    pub fn already_validated(unsealed: &str) -> Self {
        Self(Zeroizing::new(unsealed.to_owned()))
    }

    /// The password itself. Pass it only to Cognito or to the encryption.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

/// Personal data that a password must not be equal to, since attackers try it first.
#[derive(Clone, Copy, Debug)]
pub enum PersonalDetail<'a> {
    /// The address.
    Email(&'a Email),
    /// The name.
    FullName(&'a FullName),
    /// The account id.
    AccountId(&'a AccountId),
}

/// A password as a user types it to sign in.
#[derive(Clone, Debug)]
pub struct PasswordAttempt {
    typed: Password,
    /// If it differs from what was typed.
    normalized: Option<Password>,
}

impl PasswordAttempt {
    /// Parses what was typed: it must not be empty.
    ///
    /// # Errors
    /// [`Problem::Blank`] or [`Problem::TooLong`].
    pub fn parse(given: &str) -> Result<Self, Problem> {
        let typed = Password::attempt(given)?;
        let normalized = opaque_string::enforce(given)
            .filter(|normalized| normalized.as_str() != given && !is_too_long(normalized))
            .map(Password);
        Ok(Self { typed, normalized })
    }

    /// The passwords to try: the normalized form, then what was typed if it differs. Passwords that were set before
    /// normalization was introduced are stored as typed.
    pub fn candidates(&self) -> impl Iterator<Item = &Password> {
        self.normalized.iter().chain([&self.typed])
    }
}

/// Ignores case. Uppercase first, so that `ß` equals `SS`.
fn fold(text: &str) -> Zeroizing<String> {
    let upper = Zeroizing::new(text.to_uppercase());
    Zeroizing::new(upper.to_lowercase())
}

/// Composed, ignoring case and spaces.
fn fold_for_comparison(text: &str) -> Zeroizing<String> {
    let mut folded = fold(&opaque_string::composed(text));
    folded.retain(|character| !character.is_whitespace());
    folded
}

/// In UTF-16 code units, as services on the JVM count. There are never fewer of them than characters.
fn is_too_long(given: &str) -> bool {
    given.encode_utf16().count() > Password::MAX_CHARACTERS
}

impl fmt::Debug for Password {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Password(…)")
    }
}

/// A password encrypted with a one-time key: the form in which it enters a workflow.
///
/// See `docs/decisions/0003-passwords-encrypted-in-workflows.md`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SealedPassword {
    /// The id of the one-time key.
    pub key_id: String,
    /// The encrypted password, base64.
    pub ciphertext: String,
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn refused(given: &str) -> Problem {
        Password::parse(given).unwrap_err()
    }

    fn candidates(typed: &str) -> Vec<String> {
        PasswordAttempt::parse(typed).unwrap().candidates().map(|one| one.reveal().to_owned()).collect()
    }

    #[test]
    fn debug_shows_nothing() {
        let password = Password::parse("correct horse battery").unwrap();
        assert_eq!(format!("{password:?}"), "Password(…)");
        let attempt = PasswordAttempt::parse("pa\u{308}sswort").unwrap();
        assert!(!format!("{attempt:?}").contains("sswort"));
    }

    #[test]
    fn rules_are_length_and_no_hidden_characters() {
        assert!(Password::parse("four words, no rules").is_ok());
        assert!(Password::parse("päss wörd 🔑").is_ok());
        assert_eq!(refused("1234567"), Problem::TooShort { limit: 8 });
        assert_eq!(refused(&"x".repeat(257)), Problem::TooLong { limit: 256 });
        assert_eq!(refused(&"🔑".repeat(129)), Problem::TooLong { limit: 256 });
        assert_eq!(refused(" correct horse"), Problem::OuterSpace);
        assert_eq!(refused("correct horse\u{a0}"), Problem::OuterSpace);
        assert_eq!(refused("1234\u{0}5678"), Problem::NotForAPassword);
        assert_eq!(refused("pass\u{200b}word"), Problem::NotForAPassword);
    }

    #[test]
    fn password_is_normalized() {
        assert_eq!(Password::parse("pa\u{308}ssw\u{f6}rter").unwrap().reveal(), "p\u{e4}ssw\u{f6}rter");
        assert_eq!(Password::parse("foo\u{1680}bar baz").unwrap().reveal(), "foo bar baz");
    }

    #[test]
    fn length_limits_apply_to_the_normalized_form() {
        assert_eq!(refused("a\u{308}a\u{308}a\u{308}a\u{308}"), Problem::TooShort { limit: 8 });
        // The letter qa has no composed form (Unicode's composition exclusions), so that each becomes two characters.
        assert_eq!(refused(&"\u{958}".repeat(200)), Problem::TooLong { limit: 256 });
    }

    #[test]
    fn common_password_is_refused_in_any_case() {
        for given in
            ["password", "12345678", "password1", "PASSWORD1", "iLoveYou", "qwertyuiop", "1q2w3e4r", "trustno1"]
        {
            assert_eq!(refused(given), Problem::CommonPassword, "{given}");
        }
    }

    #[test]
    fn personal_data_is_refused_as_password() {
        let email = Email::parse("ada.lovelace@example.com").unwrap();
        let name = FullName::parse("Ada Lo\u{308}velace").unwrap();
        let account_id = AccountId::parse("countess-ada").unwrap();
        let known =
            || [PersonalDetail::Email(&email), PersonalDetail::FullName(&name), PersonalDetail::AccountId(&account_id)];
        for given in [
            "ada.lovelace@example.com",
            "ADA.Lovelace@Example.com",
            "ada.lovelace",
            "Ada.Lovelace",
            "ada l\u{f6}velace",
            "AdaL\u{d6}velace",
            "Ada Lo\u{308}velace",
            "Countess-Ada",
        ] {
            let problem = Password::parse(given).unwrap().reject_personal(known()).unwrap_err();
            assert_eq!(problem, Problem::PersonalPassword, "{given}");
        }
        for given in ["ada.lovelace@example", "ada lovelace 1815", "example.com"] {
            assert!(Password::parse(given).unwrap().reject_personal(known()).is_ok(), "{given}");
        }
    }

    #[test]
    fn sign_in_accepts_what_new_passwords_must_not_be() {
        assert_eq!(Password::attempt(" x").unwrap().reveal(), " x");
        assert_eq!(Password::attempt("").unwrap_err(), Problem::Blank);
        assert_eq!(PasswordAttempt::parse("").unwrap_err(), Problem::Blank);
        assert_eq!(PasswordAttempt::parse(&"x".repeat(257)).unwrap_err(), Problem::TooLong { limit: 256 });
    }

    #[test]
    fn two_candidates_only_if_the_forms_differ() {
        assert_eq!(candidates("password"), ["password"]);
        assert_eq!(candidates("p\u{e4}sswort"), ["p\u{e4}sswort"]);
        assert_eq!(candidates("pa\u{308}sswort"), ["p\u{e4}sswort", "pa\u{308}sswort"]);
        assert_eq!(candidates("one\u{a0}two"), ["one two", "one\u{a0}two"]);
        // Not a valid new password, but it may be an old one.
        assert_eq!(candidates("❤\u{fe0f}"), ["❤\u{fe0f}"]);
    }

    proptest! {
        #[test]
        fn new_password_signs_in_at_the_first_attempt(given in "\\PC{8,60}") {
            if let Ok(password) = Password::parse(&given) {
                let tried = candidates(&given);
                prop_assert_eq!(tried[0].as_str(), password.reveal());
            }
        }

        #[test]
        fn valid_password_stays_valid_when_parsed_again(given in "\\PC{8,60}") {
            if let Ok(password) = Password::parse(&given) {
                let again = Password::parse(password.reveal()).unwrap();
                prop_assert_eq!(again.reveal(), password.reveal());
            }
        }
    }
}
