//! The integer id of the admin document.

use std::fmt;

use crate::field::Problem;
use crate::text::parse_digits;
use crate::user_id::NotAnId;

/// The integer id of the admin document: 1 to 2^53-1, so that every JSON parser reads it exactly (RFC 8259 section 6).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UserNumber(u64);

impl UserNumber {
    /// The largest number.
    pub const MAX: u64 = (1 << 53) - 1;

    /// A number from 128 random bits. Numbers may collide, which storing the record detects.
    #[must_use]
    pub const fn from_random(bits: u128) -> Self {
        let number = (bits >> 75) as u64;
        Self(if number == 0 { 1 } else { number })
    }

    /// Parses a number from a request.
    ///
    /// # Errors
    /// [`Problem::NotANumber`].
    pub fn parse(given: &str) -> Result<Self, Problem> {
        let number = parse_digits(given).ok_or(Problem::NotANumber)?;
        Self::new(number).map_err(|_| Problem::NotANumber)
    }

    /// A number from a record.
    ///
    /// # Errors
    /// [`NotAnId`] outside 1 to [`UserNumber::MAX`].
    pub const fn new(number: u64) -> Result<Self, NotAnId> {
        if number >= 1 && number <= Self::MAX { Ok(Self(number)) } else { Err(NotAnId) }
    }

    /// The number itself.
    #[must_use]
    pub const fn get(self) -> u64 {
        self.0
    }
}

impl fmt::Display for UserNumber {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn malformed_number_is_refused() {
        for given in ["", "0", "-1", "+1", "1.0", "9007199254740992", "99999999999999999999", "ada", " 1"] {
            assert_eq!(UserNumber::parse(given), Err(Problem::NotANumber), "{given}");
        }
    }

    proptest! {
        #[test]
        fn random_number_is_valid(bits in any::<u128>()) {
            let number = UserNumber::from_random(bits);
            prop_assert_eq!(UserNumber::new(number.get()), Ok(number));
            prop_assert_eq!(UserNumber::parse(&number.to_string()), Ok(number));
        }
    }
}
