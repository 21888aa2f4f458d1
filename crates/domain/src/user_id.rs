//! The id of a user in every system.

/// The Cognito `sub`: a hyphenated UUID in lower case.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UserId(String);

impl UserId {
    /// Parses a user id in either case (RFC 9562 section 4), and lowercases it.
    ///
    /// # Errors
    /// [`NotAnId`].
    pub fn parse(given: &str) -> Result<Self, NotAnId> {
        parse_uuid(given).map(Self)
    }

    /// The id as it is stored.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The 128 bits of the UUID.
    #[must_use]
    pub fn bits(&self) -> u128 {
        let digits = self.0.chars().filter_map(|digit| digit.to_digit(16));
        digits.fold(0, |bits, digit| bits << 4 | u128::from(digit))
    }
}

/// Parses a hyphenated UUID in either case, and lowercases it.
pub(crate) fn parse_uuid(given: &str) -> Result<String, NotAnId> {
    let is_uuid = given.len() == 36
        && given.bytes().enumerate().all(|(index, byte)| match index {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        });
    if is_uuid { Ok(given.to_ascii_lowercase()) } else { Err(NotAnId) }
}

/// The text is not a valid id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a valid id")]
pub struct NotAnId;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_of_a_uuid_is_ignored() {
        let id = "0d9f7c9e-3f50-4a7e-9c56-2d4e5f60718a";
        for given in [id, "0D9F7C9E-3F50-4A7E-9C56-2D4E5F60718A", "0d9f7c9e-3F50-4a7e-9c56-2D4E5F60718a"] {
            assert_eq!(UserId::parse(given).unwrap().as_str(), id);
        }
    }

    #[test]
    fn malformed_uuid_is_refused() {
        for given in [
            "",
            "0d9f7c9e3f504a7e9c562d4e5f60718a",
            "{0d9f7c9e-3f50-4a7e-9c56-2d4e5f60718a}",
            "0d9f7c9e-3f50-4a7e-9c56-2d4e5f60718g",
            "0d9f7c9e-3f50-4a7e-9c56-2d4e5f60718ａ",
            "é".repeat(18).as_str(),
        ] {
            assert_eq!(UserId::parse(given), Err(NotAnId), "{given}");
        }
    }
}
