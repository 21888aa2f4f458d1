//! The account id: the name that a user chose for the account (`accountId` of the admin document).

use crate::field::Problem;

/// 3 to 32 characters of `a-z 0-9 . _ -`, starting with a letter. Upper case is accepted and lowercased, so that it is
/// unique regardless of case.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AccountId(String);

impl AccountId {
    const LENGTHS: std::ops::RangeInclusive<usize> = 3..=32;

    /// Parses an account id; surrounding spaces and case are ignored.
    ///
    /// # Errors
    /// [`Problem::NotAnAccountId`].
    pub fn parse(given: &str) -> Result<Self, Problem> {
        let folded = given.trim_matches(' ').to_ascii_lowercase();
        let is_valid = Self::LENGTHS.contains(&folded.len())
            && folded.starts_with(|first: char| first.is_ascii_lowercase())
            && folded.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"._-".contains(&byte));
        if is_valid { Ok(Self(folded)) } else { Err(Problem::NotAnAccountId) }
    }

    /// The default account id of a user who chose none.
    #[must_use]
    pub fn from_number(number: crate::user_number::UserNumber) -> Self {
        Self(format!("user-{number}"))
    }

    /// The account id in its stored form.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_is_ignored() {
        assert_eq!(AccountId::parse("Ada.Lovelace"), AccountId::parse("ada.lovelace"));
    }

    #[test]
    fn malformed_account_id_is_refused() {
        for given in ["", "ab", "1ada", "_ada", "ada lovelace", "adä", &"a".repeat(33), "ada\0"] {
            assert_eq!(AccountId::parse(given), Err(Problem::NotAnAccountId), "{given:?}");
        }
        assert!(AccountId::parse(&"a".repeat(32)).is_ok());
    }

    #[test]
    fn default_of_the_largest_number_is_valid() {
        let default = AccountId::from_number(crate::user_number::UserNumber::from_random(u128::MAX));
        assert_eq!(AccountId::parse(default.as_str()), Ok(default));
    }
}
