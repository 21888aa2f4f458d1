//! The kind of user, as the admin document numbers it.

use crate::field::Problem;

/// The kind of user.
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

    /// The number that the admin document gives the type.
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

    #[test]
    fn type_survives_its_code() {
        for known in UserType::ALL {
            assert_eq!(UserType::from_code(known.code().into()), Ok(known));
        }
    }
}
