//! Compatibility with user records of earlier versions.

use std::time::Duration;

use time::OffsetDateTime;
use usher_domain::listing::{Filter, PageSize};
use usher_domain::ports::{CreateUser, FindUser, ListUsers};
use usher_domain::use_cases::list::list;
use usher_domain::{FullName, User, UserId, UserType};

use crate::fixtures;

/// Writes a stored record as an earlier version did.
pub trait WriteOld: Sync {
    /// Rewrites the times of this record without trailing zeros.
    fn write_old(&self, user: &User) -> impl Future<Output = ()> + Send;
}

/// Checks the whole contract.
pub async fn whole_contract(users: &(impl CreateUser + FindUser + ListUsers), old: &impl WriteOld) {
    name_invalid_today_is_still_read(users).await;
    old_times_are_read(users, old).await;
    old_and_new_times_are_listed_oldest_first(users, old).await;
}

/// A stored name is read, even if today's rules would refuse it.
async fn name_invalid_today_is_still_read(users: &(impl CreateUser + FindUser)) {
    for name in ["\u{3164}", "\u{200b}\u{2800}"] {
        let user = User { full_name: Some(FullName::stored(name)), ..fixtures::user() };
        users.create(&user).await.unwrap();
        assert_eq!(users.by_id(&user.id).await.unwrap(), Some(user));
    }
}

/// A time in the old format is read.
async fn old_times_are_read(users: &(impl CreateUser + FindUser), old: &impl WriteOld) {
    for millis in [0, 200, 220, 223] {
        let created_at = fixtures::NOW + Duration::from_millis(millis);
        let user = User { created_at, updated_at: created_at, ..fixtures::user() };
        users.create(&user).await.unwrap();
        old.write_old(&user).await;
        assert_eq!(users.by_id(&user.id).await.unwrap(), Some(user));
    }
}

/// Records with times in either format, created within one second, are listed oldest first and once each, whatever the
/// page size.
async fn old_and_new_times_are_listed_oldest_first(
    users: &(impl CreateUser + ListUsers + FindUser),
    old: &impl WriteOld,
) {
    let begin = unused_second();
    let mut expected = Vec::new();
    for (millis, is_old) in [
        (999, false),
        (230, true),
        (223, false),
        (223, true),
        (220, true),
        (200, true),
        (100, false),
        (0, true),
        (1000, true),
    ] {
        let created_at = begin + Duration::from_millis(millis);
        let user = User { created_at, user_type: UserType::Facility, ..fixtures::user() };
        users.create(&user).await.unwrap();
        if is_old {
            old.write_old(&user).await;
        }
        expected.push((created_at, user.id));
    }
    expected.sort();
    let expected: Vec<_> = expected.into_iter().map(|(_, id)| id).collect();
    for size in ["1", "2", "3", "5", "1000"] {
        let listed = list_until_seen(users, &expected, PageSize::parse(size).unwrap()).await;
        let listed: Vec<_> = listed.into_iter().filter(|id| expected.contains(id)).collect();
        assert_eq!(listed, expected, "pages of {size}");
    }
}

/// A random second before all other users, so that the list begins with it.
fn unused_second() -> OffsetDateTime {
    let second = fixtures::uuid().as_u128() % 1_000_000;
    OffsetDateTime::UNIX_EPOCH + Duration::from_secs(u64::try_from(second).unwrap())
}

/// The list of this type, from its beginning until all of `until` are on it.
async fn list_until_seen(users: &(impl FindUser + ListUsers), until: &[UserId], size: PageSize) -> Vec<UserId> {
    let filter = Filter { account_id: None, user_type: Some(UserType::Facility) };
    let (mut seen, mut after) = (Vec::new(), None);
    while until.iter().any(|id| !seen.contains(id)) {
        let page = list(users, &filter, after, size).await.unwrap();
        seen.extend(page.users.into_iter().map(|user| user.id));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    seen
}
