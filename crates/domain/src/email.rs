//! An email address, in the one form in which Usher stores and compares it.

use std::fmt;

use crate::field::Problem;

/// A valid email address: trimmed, lowercase, ASCII, at most 128 characters.
///
/// The rule is the one of `<input type="email">` (WHATWG HTML, "valid e-mail address"), with the lengths of RFC 5321
/// section 4.5.3.1, no leading, trailing or double dots, and a domain of at least two labels. Cognito uses the address
/// as the user name, which has at most 128 characters (API reference, `UsernameType`). This is stricter than RFC 5322,
/// but a browser's form would refuse the same addresses. The local part is lowercased too: no large mail system
/// distinguishes addresses by case.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Email(String);

impl Email {
    /// The maximum length, in characters.
    pub const MAX_CHARACTERS: usize = 128;
    const MAX_LOCAL: usize = 64;
    const MAX_LABEL: usize = 63;

    /// Parses an address; surrounding spaces and case are ignored.
    ///
    /// # Errors
    /// [`Problem::Blank`], [`Problem::ForbiddenCharacter`], [`Problem::TooLong`] or [`Problem::NotAnEmail`].
    pub fn parse(given: &str) -> Result<Self, Problem> {
        let trimmed = given.trim_matches(' ');
        if trimmed.is_empty() {
            return Err(Problem::Blank);
        }
        crate::text::plain(trimmed)?;
        if trimmed.chars().count() > Self::MAX_CHARACTERS {
            return Err(Problem::TooLong { limit: Self::MAX_CHARACTERS });
        }
        let (local, domain) = trimmed.rsplit_once('@').ok_or(Problem::NotAnEmail)?;
        if is_local_part(local) && is_domain(domain) {
            Ok(Self(trimmed.to_ascii_lowercase()))
        } else {
            Err(Problem::NotAnEmail)
        }
    }

    /// The address in its stored form.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn is_local_part(local: &str) -> bool {
    (1..=Email::MAX_LOCAL).contains(&local.len())
        && !local.split('.').any(str::is_empty)
        && local.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".!#$%&'*+/=?^_`{|}~-".contains(&byte))
}

fn is_domain(domain: &str) -> bool {
    domain.contains('.') && domain.split('.').all(is_label)
}

fn is_label(label: &str) -> bool {
    (1..=Email::MAX_LABEL).contains(&label.len())
        && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        && !label.starts_with('-')
        && !label.ends_with('-')
}

/// Keeps the address, which is personal data, out of logs.
impl fmt::Debug for Email {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Email(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn case_and_surrounding_space_are_ignored() {
        let stored = Email::parse("ada@example.com").unwrap();
        for given in ["Ada@Example.COM", "  ada@example.com ", "ADA@EXAMPLE.COM"] {
            assert_eq!(Email::parse(given).unwrap(), stored);
        }
    }

    #[test]
    fn malformed_address_is_refused() {
        for given in [
            "ada",
            "ada@",
            "@example.com",
            "a b@example.com",
            "ada@localhost",
            "ada@-a.com",
            "a@b..c",
            "ä@b.de",
            "a@b@c.de",
            "a..b@c.de",
            ".a@c.de",
            "a.@c.de",
        ] {
            assert_eq!(Email::parse(given), Err(Problem::NotAnEmail), "{given}");
        }
        assert_eq!(Email::parse("   "), Err(Problem::Blank));
        assert_eq!(Email::parse("ada@example.com\0"), Err(Problem::ForbiddenCharacter));
    }

    #[test]
    fn address_has_at_most_128_characters() {
        let of = |length: usize| format!("{}@{}.example", "a".repeat(64), "d".repeat(length - 73));
        assert!(Email::parse(&of(128)).is_ok());
        for length in [129, 136] {
            assert_eq!(Email::parse(&of(length)), Err(Problem::TooLong { limit: 128 }));
        }
        let local_of_65 = format!("{}@example.com", "a".repeat(65));
        assert_eq!(Email::parse(&local_of_65), Err(Problem::NotAnEmail));
    }

    #[test]
    fn debug_shows_nothing() {
        assert_eq!(format!("{:?}", Email::parse("ada@example.com").unwrap()), "Email(…)");
    }

    proptest! {
        #[test]
        fn parse_never_panics(given in any::<String>()) {
            let _ = Email::parse(&given);
        }

        #[test]
        fn stored_form_parses_to_itself(given in "[A-Za-z0-9+_-]{1,10}(\\.[A-Za-z0-9+_-]{1,10})?@[a-zA-Z0-9]{1,10}\\.[a-zA-Z]{2,6}") {
            let email = Email::parse(&given).unwrap();
            prop_assert_eq!(Email::parse(email.as_str()).unwrap(), email);
        }
    }
}
