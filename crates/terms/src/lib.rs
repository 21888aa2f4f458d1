//! The texts that users accept: terms of service and privacy policy, compiled in from `terms/`.
//!
//! The first line of each file is `Version: <version>`. See `docs/terms.md`.

use std::fmt::Write;

use sha2::{Digest, Sha256};
use usher_domain::Failure;
use usher_domain::terms::{Terms, TermsContent, TermsVersions, Text, TextVersion};

/// The exact text of the terms of service.
pub const TERMS_OF_SERVICE: &str = include_str!("../../../terms/terms-of-service.md");

/// The exact text of the privacy policy.
pub const PRIVACY_POLICY: &str = include_str!("../../../terms/privacy-policy.md");

/// Both exact texts.
pub const CONTENT: TermsContent = TermsContent { terms_of_service: TERMS_OF_SERVICE, privacy_policy: PRIVACY_POLICY };

/// The texts in force.
///
/// # Errors
/// A [`Failure`] if the first line of a text does not name its version.
pub fn in_force() -> Result<Terms, Failure> {
    Ok(Terms { terms_of_service: parse_text(TERMS_OF_SERVICE)?, privacy_policy: parse_text(PRIVACY_POLICY)? })
}

/// The versions of the texts in force, without their hashes.
///
/// # Errors
/// As [`in_force`].
pub fn versions_in_force() -> Result<TermsVersions, Failure> {
    Ok(TermsVersions {
        terms_of_service: parse_version(TERMS_OF_SERVICE)?,
        privacy_policy: parse_version(PRIVACY_POLICY)?,
    })
}

fn parse_text(whole: &str) -> Result<Text, Failure> {
    Ok(Text { version: parse_version(whole)?, sha256: hexadecimal(&Sha256::digest(whole)) })
}

fn parse_version(whole: &str) -> Result<TextVersion, Failure> {
    let first_line = whole.lines().next().unwrap_or_default();
    let version = first_line.strip_prefix("Version: ").and_then(|version| TextVersion::parse(version).ok());
    version.ok_or_else(|| Failure::new("read the terms", "the first line of a text is not `Version: <version>`"))
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut digits, byte| {
        // Writing to a string does not fail.
        let _ = write!(digits, "{byte:02x}");
        digits
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_texts_of_this_repository_have_versions() {
        assert_eq!(in_force().unwrap().versions(), versions_in_force().unwrap());
    }

    #[test]
    fn a_text_is_known_by_its_version_and_its_hash() {
        let text = parse_text("Version: 3\nabc").unwrap();
        assert_eq!(text.version.as_str(), "3");
        assert_eq!(text.sha256.len(), 64);
        assert!(parse_text("abc").is_err());
        assert_eq!(hexadecimal(&[0, 255]), "00ff");
    }
}
