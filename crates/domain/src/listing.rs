//! Listing users: page by page, each exactly once, however many are added meanwhile.

use std::num::NonZeroU16;

use time::OffsetDateTime;

use crate::error::DomainError;
use crate::field::Problem;
use crate::ports::{FindUser, ListUsers};
use crate::user::{User, UserId, UserNumber, UserType};
use crate::{AccountId, Email};

/// What a list shows of a user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedUser {
    /// The id.
    pub id: UserId,
    /// The integer id.
    pub number: UserNumber,
    /// The account id.
    pub account_id: AccountId,
    /// The kind of user.
    pub user_type: UserType,
    /// The address.
    pub email: Email,
    /// When the record was made.
    pub created_at: OffsetDateTime,
    /// When the record was last changed.
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

/// A place in the list of all users: right after this one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Position {
    /// The type, by which the list is ordered first.
    pub user_type: UserType,
    /// The time, by which it is ordered then.
    pub created_at: OffsetDateTime,
    /// Whom it comes after.
    pub id: UserId,
}

impl From<&ListedUser> for Position {
    fn from(user: &ListedUser) -> Self {
        Self { user_type: user.user_type, created_at: user.created_at, id: user.id.clone() }
    }
}

/// How many users a page may have: 1 to 1000.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PageSize(NonZeroU16);

impl PageSize {
    /// The largest page.
    pub const MAX: u16 = 1000;

    /// Reads a size.
    ///
    /// # Errors
    /// [`Problem::NotAPageSize`].
    pub fn parse(given: &str) -> Result<Self, Problem> {
        // Rust's own reader would take a plus sign.
        let digits = given.bytes().all(|byte| byte.is_ascii_digit());
        let size = given.parse().ok().filter(|size: &NonZeroU16| digits && size.get() <= Self::MAX);
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

/// Which users are asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// The one with this account id.
    pub account_id: Option<AccountId>,
    /// Those of this type.
    pub user_type: Option<UserType>,
}

/// Some users, and where the list goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// The users.
    pub users: Vec<ListedUser>,
    /// Where the next page begins, unless this is the last.
    pub next: Option<Position>,
}

/// One page of the users that are asked for, from a position on. A question that names an account id is answered by its
/// unique key; every other walks the index by type, and never a user of another type.
///
/// # Errors
/// [`DomainError::Unavailable`].
pub async fn list(
    users: &(impl FindUser + ListUsers),
    filter: &Filter,
    after: Option<Position>,
    size: PageSize,
) -> Result<Page, DomainError> {
    match &filter.account_id {
        Some(account_id) => {
            let found = users.by_account_id(account_id).await?;
            let wanted = found.filter(|user| filter.user_type.is_none_or(|wanted| user.user_type == wanted));
            Ok(Page { users: wanted.iter().map(ListedUser::from).collect(), next: None })
        }
        None => walk(users, filter.user_type, after, size).await,
    }
}

async fn walk(
    listed: &impl ListUsers,
    wanted: Option<UserType>,
    mut after: Option<Position>,
    size: PageSize,
) -> Result<Page, DomainError> {
    let first = after.as_ref().map(|position| position.user_type);
    // One more than the page takes: it tells whether there is more.
    let enough = size.get() + 1;
    let mut users = Vec::new();
    for user_type in UserType::ALL {
        if wanted.is_some_and(|wanted| wanted != user_type) || first.is_some_and(|first| user_type < first) {
            continue;
        }
        let mut position = after.take();
        while users.len() < enough {
            let part = listed.of_type(user_type, position.as_ref(), enough - users.len()).await?;
            users.extend(part.users);
            position = part.next;
            if position.is_none() {
                break;
            }
        }
    }
    let has_more = users.len() == enough;
    users.truncate(size.get());
    let next = users.last().filter(|_| has_more).map(Position::from);
    Ok(Page { users, next })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_has_one_to_a_thousand_users() {
        assert_eq!(PageSize::default().get(), 1000);
        assert_eq!(PageSize::parse("1").unwrap().get(), 1);
        for given in ["0", "1001", "-1", "+5", "", "many", "1.5", "99999999999999999999"] {
            assert_eq!(PageSize::parse(given), Err(Problem::NotAPageSize), "{given}");
        }
    }
}
