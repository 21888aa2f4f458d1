//! Listing users, page by page. Each user is listed exactly once, even if others are added meanwhile.

use std::num::NonZeroU16;

use time::OffsetDateTime;

use crate::field::Problem;
use crate::text::parse_digits;
use crate::user::User;
use crate::user_type::UserType;
use crate::{AccountId, Email, UserId, UserNumber};

/// A user as listed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedUser {
    /// The id.
    pub id: UserId,
    /// The integer id.
    pub number: UserNumber,
    /// The account id.
    pub account_id: AccountId,
    /// The user type.
    pub user_type: UserType,
    /// The address.
    pub email: Email,
    /// When the record was created.
    pub created_at: OffsetDateTime,
    /// When the record was last updated.
    pub updated_at: OffsetDateTime,
}

impl From<&User> for ListedUser {
    fn from(user: &User) -> Self {
        Self {
            id: user.id.clone(),
            number: user.number,
            account_id: user.account_id.clone(),
            user_type: user.user_type,
            email: user.email.clone(),
            created_at: user.created_at,
            updated_at: user.updated_at,
        }
    }
}

/// A position in the list of all users: right after this user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Position {
    /// The type, the first sort key.
    pub user_type: UserType,
    /// The time, the second sort key.
    pub created_at: OffsetDateTime,
    /// The user before the position.
    pub id: UserId,
}

impl From<&ListedUser> for Position {
    fn from(user: &ListedUser) -> Self {
        Self { user_type: user.user_type, created_at: user.created_at, id: user.id.clone() }
    }
}

/// The maximum number of users on a page: 1 to 1000.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PageSize(NonZeroU16);

impl PageSize {
    /// The largest page.
    pub const MAX: u16 = 1000;

    /// Parses a page size.
    ///
    /// # Errors
    /// [`Problem::NotAPageSize`].
    pub fn parse(given: &str) -> Result<Self, Problem> {
        let size = parse_digits(given).filter(|size: &NonZeroU16| size.get() <= Self::MAX);
        size.map(Self).ok_or(Problem::NotAPageSize)
    }

    /// The size itself.
    #[must_use]
    pub fn get(self) -> usize {
        self.0.get().into()
    }
}

impl Default for PageSize {
    fn default() -> Self {
        Self(NonZeroU16::MIN.saturating_add(Self::MAX - 1))
    }
}

/// Which users to list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Only the one with this account id.
    pub account_id: Option<AccountId>,
    /// Only those of this type.
    pub user_type: Option<UserType>,
}

/// A page of users.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// The users.
    pub users: Vec<ListedUser>,
    /// Where the next page starts; `None` on the last page.
    pub next: Option<Position>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn page_has_one_to_a_thousand_users() {
        assert_eq!(PageSize::default().get(), 1000);
        assert_eq!(PageSize::parse("1").unwrap().get(), 1);
        for given in ["0", "1001", "-1", "+5", "", "many", "1.5", "99999999999999999999"] {
            assert_eq!(PageSize::parse(given), Err(Problem::NotAPageSize), "{given}");
        }
    }
}
