//! User types, with the numbers of the admin document.

use crate::field::Problem;

/// The type of a user.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum UserType {
    /// Can read and change every user.
    Admin,
    /// An ordinary user: the default of a registration.
    Kaist,
    /// A user from a facility.
    Facility,
}

impl UserType {
    /// All types, ordered by number.
    pub const ALL: [Self; 3] = [Self::Admin, Self::Kaist, Self::Facility];

    /// The number in the admin document.
    #[must_use]
    pub const fn code(self) -> u8 {
        match self {
            Self::Admin => 0,
            Self::Kaist => 1,
            Self::Facility => 2,
        }
    }

    /// Parses the number from a string: one digit.
    ///
    /// # Errors
    /// [`Problem::NotAUserType`].
    pub fn parse(given: &str) -> Result<Self, Problem> {
        Self::ALL.into_iter().find(|known| known.code().to_string() == given).ok_or(Problem::NotAUserType)
    }

    /// Parses the number.
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
