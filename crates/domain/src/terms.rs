//! Terms of service and privacy policy: their versions, and their acceptance by users.

use std::fmt;

use time::OffsetDateTime;

use crate::error::DomainError;
use crate::field::Problem;

/// The version of a text: 1 to 64 characters of `a-z A-Z 0-9 . _ -`, so that it can be part of an object key.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct TextVersion(String);

impl TextVersion {
    /// Parses a version.
    ///
    /// # Errors
    /// [`Problem::NotAVersion`].
    pub fn parse(given: &str) -> Result<Self, Problem> {
        let is_valid = (1..=64).contains(&given.len())
            && given.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte));
        if is_valid { Ok(Self(given.to_owned())) } else { Err(Problem::NotAVersion) }
    }

    /// The version itself.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for TextVersion {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// The versions of both texts.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct TermsVersions {
    /// Of the terms of service.
    pub terms_of_service: TextVersion,
    /// Of the privacy policy.
    pub privacy_policy: TextVersion,
}

impl TermsVersions {
    /// Whether what a user accepted last is these versions.
    #[must_use]
    pub fn are_accepted(&self, accepted: Option<&AcceptedTerms>) -> bool {
        accepted.is_some_and(|accepted| accepted.versions == *self)
    }
}

/// A text that users accept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// Its version.
    pub version: TextVersion,
    /// The SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
}

/// The current texts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terms {
    /// The terms of service.
    pub terms_of_service: Text,
    /// The privacy policy.
    pub privacy_policy: Text,
}

impl Terms {
    /// The current versions.
    #[must_use]
    pub fn versions(&self) -> TermsVersions {
        TermsVersions {
            terms_of_service: self.terms_of_service.version.clone(),
            privacy_policy: self.privacy_policy.version.clone(),
        }
    }

    /// Checks that the versions that the caller named are current. A version that was not named means the current one.
    ///
    /// # Errors
    /// [`DomainError::TermsNotCurrent`].
    pub fn require_current(&self, named: &NamedVersions) -> Result<(), DomainError> {
        let is_current =
            |named: &Option<TextVersion>, text: &Text| named.as_ref().is_none_or(|named| *named == text.version);
        if is_current(&named.terms_of_service, &self.terms_of_service)
            && is_current(&named.privacy_policy, &self.privacy_policy)
        {
            Ok(())
        } else {
            Err(DomainError::TermsNotCurrent)
        }
    }
}

/// The content of the current texts, byte for byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TermsContent {
    /// The terms of service.
    pub terms_of_service: &'static str,
    /// The privacy policy.
    pub privacy_policy: &'static str,
}

/// The versions that a caller names as accepted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NamedVersions {
    /// Of the terms of service, if named.
    pub terms_of_service: Option<TextVersion>,
    /// Of the privacy policy, if named.
    pub privacy_policy: Option<TextVersion>,
}

/// The last acceptance, as in the user's record. The proof is in the evidence bucket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AcceptedTerms {
    /// The accepted versions.
    pub versions: TermsVersions,
    /// When.
    pub accepted_at: OffsetDateTime,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(version: &str) -> Text {
        Text { version: TextVersion::parse(version).unwrap(), sha256: String::new() }
    }

    #[test]
    fn only_current_versions_can_be_accepted() {
        let terms = Terms { terms_of_service: text("2"), privacy_policy: text("7") };
        let named = |terms: Option<&str>, privacy: Option<&str>| NamedVersions {
            terms_of_service: terms.map(|version| TextVersion::parse(version).unwrap()),
            privacy_policy: privacy.map(|version| TextVersion::parse(version).unwrap()),
        };
        for current in [named(None, None), named(Some("2"), None), named(Some("2"), Some("7"))] {
            assert!(terms.require_current(&current).is_ok());
        }
        for old in [named(Some("1"), Some("7")), named(None, Some("6"))] {
            assert!(matches!(terms.require_current(&old), Err(DomainError::TermsNotCurrent)));
        }
    }

    #[test]
    fn version_is_safe_in_an_object_key() {
        assert!(TextVersion::parse("2026-11-01").is_ok());
        for given in ["", "a/b", "..\u{e9}", " ", &"1".repeat(65)] {
            assert_eq!(TextVersion::parse(given), Err(Problem::NotAVersion), "{given}");
        }
    }
}
