//! A user: the record that Usher keeps of a person, and the ids by which systems name it.

use std::fmt;

use time::OffsetDateTime;

use crate::field::Problem;
use crate::terms::AcceptedTerms;
use crate::{AccountId, Email, FilesFolder, FullName, PictureName};

/// The record of a person, without anything secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// The id under which Cognito and every store know the person.
    pub id: UserId,
    /// The integer id of seed 002.
    pub number: UserNumber,
    /// The chosen or made name of the account.
    pub account_id: AccountId,
    /// The kind of user.
    pub user_type: UserType,
    /// The address; Cognito holds the same one.
    pub email: Email,
    /// The name, where one was given.
    pub full_name: Option<FullName>,
    /// Where the person's files are kept.
    pub files_folder: FilesFolder,
    /// The picture, where there is one.
    pub picture: Option<PictureName>,
    /// The terms that the person accepted last, where there are any.
    pub accepted_terms: Option<AcceptedTerms>,
    /// When the record was made.
    pub created_at: OffsetDateTime,
    /// When the record was last changed.
    pub updated_at: OffsetDateTime,
    /// Every session that began at or before this time is over.
    pub sessions_revoked_at: Option<OffsetDateTime>,
    /// When a new password was last set, or an update began to set one; `None` if the first one was never changed.
    pub password_changed_at: Option<OffsetDateTime>,
}

/// The Cognito `sub`: a UUID in its hyphenated form, lower case.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UserId(String);

impl UserId {
    /// Reads a user id, in either case (RFC 9562 section 4); it is kept in lower case.
    ///
    /// # Errors
    /// [`NotAnId`].
    pub fn parse(given: &str) -> Result<Self, NotAnId> {
        let is_uuid = given.len() == 36
            && given.bytes().enumerate().all(|(index, byte)| match index {
                8 | 13 | 18 | 23 => byte == b'-',
                _ => byte.is_ascii_hexdigit(),
            });
        if is_uuid { Ok(Self(given.to_ascii_lowercase())) } else { Err(NotAnId) }
    }

    /// The id in its stored form.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The text is no id of a user, or of an erasure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an id")]
pub struct NotAnId;

/// The integer id of seed 002: 1 to 2^53-1, so that every JSON reader keeps it exact (RFC 8259 section 6).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UserNumber(u64);

impl UserNumber {
    /// The largest number.
    pub const MAX: u64 = (1 << 53) - 1;

    /// Draws a number from 128 random bits. Two draws may agree; storing the record tells.
    #[must_use]
    pub const fn from_random(bits: u128) -> Self {
        let number = (bits >> 75) as u64;
        Self(if number == 0 { 1 } else { number })
    }

    /// Reads a number as a caller writes it.
    ///
    /// # Errors
    /// [`Problem::NotANumber`].
    pub fn parse(given: &str) -> Result<Self, Problem> {
        let digits = given.bytes().all(|byte| byte.is_ascii_digit());
        let number = given.parse().ok().filter(|_| digits).ok_or(Problem::NotANumber)?;
        Self::new(number).map_err(|_| Problem::NotANumber)
    }

    /// Reads a stored number.
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

/// The kind of user (seed 002).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum UserType {
    /// May see and change everybody.
    Admin,
    /// An ordinary person: what everybody who registers becomes.
    Kaist,
    /// A user from a facility.
    Facility,
}

impl UserType {
    /// All of them, in the order of their numbers.
    pub const ALL: [Self; 3] = [Self::Admin, Self::Kaist, Self::Facility];

    /// The number that seed 002 gives the type.
    #[must_use]
    pub const fn code(self) -> u8 {
        match self {
            Self::Admin => 0,
            Self::Kaist => 1,
            Self::Facility => 2,
        }
    }

    /// Reads the number of a type as a caller writes it in a text: one digit.
    ///
    /// # Errors
    /// [`Problem::NotAUserType`].
    pub fn parse(given: &str) -> Result<Self, Problem> {
        Self::ALL.into_iter().find(|known| known.code().to_string() == given).ok_or(Problem::NotAUserType)
    }

    /// Reads the number of a type.
    ///
    /// # Errors
    /// [`Problem::NotAUserType`].
    pub const fn from_code(code: i64) -> Result<Self, Problem> {
        match code {
            0 => Ok(Self::Admin),
            1 => Ok(Self::Kaist),
            2 => Ok(Self::Facility),
            _ => Err(Problem::NotAUserType),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_uuid_in_either_case_is_the_same_user_id() {
        let id = "0d9f7c9e-3f50-4a7e-9c56-2d4e5f60718a";
        for given in [id, "0D9F7C9E-3F50-4A7E-9C56-2D4E5F60718A", "0d9f7c9e-3F50-4a7e-9c56-2D4E5F60718a"] {
            assert_eq!(UserId::parse(given).unwrap().as_str(), id);
        }
    }

    #[test]
    fn what_is_no_uuid_is_no_user_id() {
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

    #[test]
    fn what_is_no_number_of_a_user_is_refused() {
        for given in ["", "0", "-1", "+1", "1.0", "9007199254740992", "99999999999999999999", "ada", " 1"] {
            assert_eq!(UserNumber::parse(given), Err(Problem::NotANumber), "{given}");
        }
    }

    proptest! {
        #[test]
        fn every_draw_is_a_valid_number(bits in any::<u128>()) {
            let drawn = UserNumber::from_random(bits);
            prop_assert_eq!(UserNumber::new(drawn.get()), Ok(drawn));
            prop_assert_eq!(UserNumber::parse(&drawn.to_string()), Ok(drawn));
        }

        #[test]
        fn a_type_survives_its_code(code in 0i64..3) {
            prop_assert_eq!(i64::from(UserType::from_code(code).unwrap().code()), code);
        }
    }
}
