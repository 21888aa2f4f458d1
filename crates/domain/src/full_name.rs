//! A person's name.

use std::fmt;

use crate::field::Problem;

/// 1 to 200 characters in any script, trimmed, without control or direction characters.
#[derive(Clone, PartialEq, Eq)]
pub struct FullName(String);

impl FullName {
    /// The largest number of characters.
    pub const MAX_CHARACTERS: usize = 200;

    /// Reads a name; surrounding spaces do not matter.
    ///
    /// # Errors
    /// [`Problem::ForbiddenCharacter`], [`Problem::Blank`] or [`Problem::TooLong`].
    pub fn parse(given: &str) -> Result<Self, Problem> {
        let trimmed = crate::text::plain(given)?.trim();
        if trimmed.is_empty() {
            return Err(Problem::Blank);
        }
        if trimmed.chars().count() > Self::MAX_CHARACTERS {
            return Err(Problem::TooLong { limit: Self::MAX_CHARACTERS });
        }
        Ok(Self(trimmed.to_owned()))
    }

    /// The name as it was given, trimmed.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Keeps the name out of logs: it is personal data.
impl fmt::Debug for FullName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("FullName(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_trimmed_and_kept() {
        assert_eq!(FullName::parse("  Ada Lovelace ").unwrap().as_str(), "Ada Lovelace");
    }

    #[test]
    fn a_name_that_breaks_a_rule_is_refused() {
        assert_eq!(FullName::parse("  "), Err(Problem::Blank));
        assert_eq!(FullName::parse("a\u{202e}b"), Err(Problem::ForbiddenCharacter));
        assert_eq!(FullName::parse(&"é".repeat(201)), Err(Problem::TooLong { limit: 200 }));
        assert!(FullName::parse(&"é".repeat(200)).is_ok());
    }
}
