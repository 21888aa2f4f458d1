//! Listing users, page by page.

use crate::UserType;
use crate::error::DomainError;
use crate::listing::{Filter, ListedUser, Page, PageSize, Position};
use crate::ports::{FindUser, ListUsers};

/// One page of the matching users after a position. A filter by account id reads its unique key; every other reads the
/// index by type, for only the types that match.
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
    // One more than the page has, to find out whether there are more.
    let limit = size.get() + 1;
    let mut users = Vec::new();
    for user_type in UserType::ALL {
        if wanted.is_some_and(|wanted| wanted != user_type) || first.is_some_and(|first| user_type < first) {
            continue;
        }
        let mut position = after.take();
        while users.len() < limit {
            let part = listed.of_type(user_type, position.as_ref(), limit - users.len()).await?;
            users.extend(part.users);
            position = part.next;
            if position.is_none() {
                break;
            }
        }
    }
    let has_more = users.len() == limit;
    users.truncate(size.get());
    let next = users.last().filter(|_| has_more).map(Position::from);
    Ok(Page { users, next })
}
