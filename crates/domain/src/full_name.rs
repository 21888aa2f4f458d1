//! A user's name.

use std::fmt;

use crate::field::Problem;

/// 1 to 200 characters in any script, trimmed, without control or direction characters, at least one of them visible.
#[derive(Clone, PartialEq, Eq)]
pub struct FullName(String);

impl FullName {
    /// The maximum length, in characters.
    pub const MAX_CHARACTERS: usize = 200;

    /// Parses a name; surrounding spaces are ignored.
    ///
    /// # Errors
    /// [`Problem::Blank`], [`Problem::ForbiddenCharacter`] or [`Problem::TooLong`].
    pub fn parse(given: &str) -> Result<Self, Problem> {
        let trimmed = given.trim();
        if crate::text::is_blank(trimmed) {
            return Err(Problem::Blank);
        }
        crate::text::plain(given)?;
        if trimmed.chars().count() > Self::MAX_CHARACTERS {
            return Err(Problem::TooLong { limit: Self::MAX_CHARACTERS });
        }
        Ok(Self(trimmed.to_owned()))
    }

    /// A name from a record. It is not validated again: a rule that became stricter must not make the user unreadable.
    #[must_use]
    pub fn stored(name: &str) -> Self {
        Self(name.to_owned())
    }

    /// The name, trimmed.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Keeps the name, which is personal data, out of logs.
impl fmt::Debug for FullName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("FullName(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn name_is_trimmed() {
        assert_eq!(FullName::parse("  Ada Lovelace ").unwrap().as_str(), "Ada Lovelace");
    }

    #[test]
    fn invalid_name_is_refused() {
        assert_eq!(FullName::parse("  "), Err(Problem::Blank));
        assert_eq!(FullName::parse("a\u{202e}b"), Err(Problem::ForbiddenCharacter));
        assert_eq!(FullName::parse("a\n"), Err(Problem::ForbiddenCharacter));
        assert_eq!(FullName::parse(&"é".repeat(201)), Err(Problem::TooLong { limit: 200 }));
        assert!(FullName::parse(&"é".repeat(200)).is_ok());
    }

    #[test]
    fn invisible_name_is_blank() {
        for name in [
            "",
            "\u{3164}",
            "\u{200b}",
            "\u{2800}",
            "\u{2060}",
            "\u{ad}",
            "\u{180e}",
            "\u{fe0f}",
            "\u{e0041}\u{e007f}",
            "\u{3164} \u{3164}",
            "\u{feff}",
            "\u{200e}",
            "\n",
            "\u{115f}\u{1160}",
            "\u{ffa0}",
            "\u{200d}\u{200c}",
        ] {
            assert_eq!(FullName::parse(name), Err(Problem::Blank), "{}", name.escape_unicode());
        }
    }

    #[test]
    fn emoji_and_joined_letters_are_valid() {
        for name in ["❤\u{fe0f}", "👩\u{200d}🚀", "🏴\u{e0067}\u{e0062}\u{e007f}", "می\u{200c}خواهم", "क्\u{200d}ष"]
        {
            assert_eq!(FullName::parse(name).unwrap().as_str(), name);
        }
    }

    #[test]
    fn stored_name_is_not_validated_again() {
        for name in ["\u{3164}", "", "a\u{202e}b", &"é".repeat(201)] {
            assert_eq!(FullName::stored(name).as_str(), name);
        }
    }

    proptest! {
        #[test]
        fn valid_name_stays_valid_when_parsed_again(given in any::<String>()) {
            if let Ok(name) = FullName::parse(&given) {
                prop_assert_eq!(FullName::parse(name.as_str()), Ok(name));
            }
        }
    }
}
