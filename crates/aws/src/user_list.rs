//! Lists user records by the index `by-type` of the DynamoDB table `Users`.
//!
//! The index is ordered by the text of the time. Earlier versions omitted trailing zeros, and `…28.22Z` sorts after
//! `…28.223Z`, so that their order is right only to the second. Therefore each second is read completely and then
//! sorted. `docs/decisions/0027-timestamp-format.md` has the reasons.

use aws_sdk_dynamodb::types::AttributeValue;
use usher_domain::listing::{ListedUser, Page, Position};
use usher_domain::ports::ListUsers;
use usher_domain::{DomainError, UserType};

use crate::failure;
use crate::user_item::{self, Item};
use crate::users::Users;

/// The name of the index in `template.yaml`.
const INDEX: &str = "by-type";

/// How many more users are read than asked for, for the rest of the last second and the second of the position.
const READ_MARGIN: usize = 16;

/// How many users are read next if the first read did not reach the end of a second.
const SECOND_PAGE: usize = 1000;

impl ListUsers for Users {
    async fn of_type(&self, user_type: UserType, after: Option<&Position>, limit: usize) -> Result<Page, DomainError> {
        let from = after.map(|position| user_item::second(position.created_at)).transpose()?;
        page(&OfType { users: self, user_type, from }, after, limit).await
    }
}

/// Users in the order of an index.
trait Index: Sync {
    /// A place in the index.
    type Key: Send;

    /// Some users, from the beginning or after a key.
    fn read(
        &self,
        after: Option<Self::Key>,
        read_limit: usize,
    ) -> impl Future<Output = Result<Read<Self::Key>, DomainError>> + Send;
}

/// The result of one read.
struct Read<Key> {
    users: Vec<ListedUser>,
    /// Where the next read starts, unless this was the last.
    next: Option<Key>,
}

/// The users of a type, from a second on.
struct OfType<'a> {
    users: &'a Users,
    user_type: UserType,
    from: Option<String>,
}

impl Index for OfType<'_> {
    type Key = Item;

    async fn read(&self, after: Option<Item>, read_limit: usize) -> Result<Read<Item>, DomainError> {
        let query = self.users.client.query().table_name(&self.users.table).index_name(INDEX);
        let query = match &self.from {
            None => query.key_condition_expression("#type = :type"),
            Some(from) => query
                .key_condition_expression("#type = :type AND created_at >= :from")
                .expression_attribute_values(":from", AttributeValue::S(from.clone())),
        };
        let found = query
            .expression_attribute_names("#type", "type")
            .expression_attribute_values(":type", AttributeValue::N(self.user_type.code().to_string()))
            .set_exclusive_start_key(after)
            .limit(i32::try_from(read_limit).unwrap_or(i32::MAX))
            .send()
            .await
            .map_err(failure::unavailable("dynamodb:Query"))?;
        let users = found.items().iter().map(user_item::to_listed).collect::<Result<_, _>>()?;
        Ok(Read { users, next: found.last_evaluated_key })
    }
}

/// Users after a position, ordered by time and id. The index must start at or before the second of the position.
async fn page<I: Index>(index: &I, after: Option<&Position>, limit: usize) -> Result<Page, DomainError> {
    let is_after = |user: &ListedUser| after.is_none_or(|after| order(user) > (after.created_at, after.id.as_str()));
    let (mut users, mut start, mut read_limit) = (Vec::new(), None, limit + READ_MARGIN);
    let has_more = loop {
        let found = index.read(start.take(), read_limit).await?;
        users.extend(found.users);
        let Some(next) = found.next else { break false };
        let whole = without_last_second(&users);
        if users[..whole].iter().filter(|user| is_after(user)).count() >= limit {
            users.truncate(whole);
            break true;
        }
        (start, read_limit) = (Some(next), SECOND_PAGE);
    };
    users.retain(is_after);
    users.sort_by(|one, other| order(one).cmp(&order(other)));
    let has_more = has_more || users.len() > limit;
    users.truncate(limit);
    let next = users.last().filter(|_| has_more).map(Position::from);
    Ok(Page { users, next })
}

fn order(user: &ListedUser) -> (time::OffsetDateTime, &str) {
    (user.created_at, user.id.as_str())
}

/// How many users come before the last second, which may be incomplete.
fn without_last_second(users: &[ListedUser]) -> usize {
    let second = |user: &ListedUser| user.created_at.unix_timestamp();
    let last = users.last().map(second);
    users.iter().rposition(|user| Some(second(user)) != last).map_or(0, |index| index + 1)
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use proptest::prelude::*;
    use time::OffsetDateTime;
    use time::format_description::well_known::Rfc3339;
    use usher_domain::{User, timestamp};
    use usher_testkit::fixtures;

    use super::*;

    /// A row with the stored text of its time.
    type Row = (String, ListedUser);

    fn row(millis: i64, is_old: bool) -> Row {
        let created_at = OffsetDateTime::from_unix_timestamp_nanos(i128::from(millis) * 1_000_000).unwrap();
        let text = if is_old { created_at.format(&Rfc3339) } else { timestamp::format(created_at) };
        (text.unwrap(), ListedUser::from(&User { created_at, ..fixtures::user() }))
    }

    /// Rows sorted by the text of their time.
    struct Rows {
        rows: Vec<Row>,
        reads: AtomicUsize,
    }

    /// The rows from a second on.
    struct Since<'a>(&'a Rows, Option<String>);

    impl Index for Since<'_> {
        type Key = usize;

        async fn read(&self, after: Option<usize>, read_limit: usize) -> Result<Read<usize>, DomainError> {
            let Self(Rows { rows, reads }, from) = self;
            reads.fetch_add(1, Ordering::Relaxed);
            let first = rows.partition_point(|(text, _)| from.as_ref().is_some_and(|from| text < from));
            let start = after.unwrap_or(first);
            let end = rows.len().min(start + read_limit);
            let users = rows[start..end].iter().map(|(_, user)| user.clone()).collect();
            Ok(Read { users, next: (end < rows.len()).then_some(end) })
        }
    }

    impl Rows {
        fn of(mut rows: Vec<Row>) -> Self {
            rows.sort_by(|(one, _), (other, _)| one.cmp(other));
            Self { rows, reads: AtomicUsize::new(0) }
        }

        async fn page(&self, after: Option<&Position>, limit: usize) -> Page {
            let from = after.map(|position| user_item::second(position.created_at).unwrap());
            page(&Since(self, from), after, limit).await.unwrap()
        }

        async fn walk(&self, limit: usize) -> Vec<ListedUser> {
            let (mut seen, mut after) = (Vec::new(), None);
            loop {
                let page = self.page(after.as_ref(), limit).await;
                assert!(page.users.len() <= limit);
                seen.extend(page.users);
                after = page.next;
                if after.is_none() {
                    return seen;
                }
            }
        }

        fn in_order(&self) -> Vec<ListedUser> {
            let mut users: Vec<_> = self.rows.iter().map(|(_, user)| user.clone()).collect();
            users.sort_by(|one, other| order(one).cmp(&order(other)));
            users
        }
    }

    fn now<T>(future: impl Future<Output = T>) -> T {
        tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(future)
    }

    #[test]
    fn rows_of_the_old_width_are_listed_oldest_first() {
        let millis = [28_000, 28_200, 28_220, 28_223, 28_230, 28_999, 29_000];
        let index = Rows::of(millis.into_iter().rev().map(|at| row(at, at != 28_223)).collect());
        for limit in 1..9 {
            assert_eq!(now(index.walk(limit)), index.in_order(), "limit {limit}");
        }
    }

    #[test]
    fn page_of_different_seconds_is_one_read() {
        let index = Rows::of((0..100).map(|second| row(second * 1000, false)).collect());
        let first = now(index.page(None, 10));
        let second = now(index.page(first.next.as_ref(), 10));
        assert_eq!((first.users.len(), second.users.len(), index.reads.into_inner()), (10, 10, 2));
    }

    proptest! {
        #[test]
        fn each_user_is_listed_once_and_in_order(
            // Up to 60 users in four seconds: enough for pages that end within a second, and for equal times.
            rows in proptest::collection::vec((0i64..4000, any::<bool>(), any::<bool>()), 0..60),
            limit in 1usize..9,
        ) {
            let made = |(millis, is_round, is_old): (i64, bool, bool)| {
                row(if is_round { millis / 100 * 100 } else { millis }, is_old)
            };
            let index = Rows::of(rows.into_iter().map(made).collect());
            prop_assert_eq!(now(index.walk(limit)), index.in_order());
        }
    }
}
