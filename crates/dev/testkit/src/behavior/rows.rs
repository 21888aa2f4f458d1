//! The contract of `EraseRows`.

use usher_domain::UserId;
use usher_domain::ports::EraseRows;

use crate::behavior::Belongings;
use crate::fixtures;

/// More than DynamoDB takes in one batch.
const MANY: u64 = 30;

/// Checks the whole contract; `rows` erases from `table`.
pub async fn whole_contract(rows: &impl EraseRows, table: &impl Belongings) {
    every_row_of_the_user_is_erased(rows, table).await;
    run_stops_at_its_limit(rows, table).await;
}

async fn user_with_rows(table: &impl Belongings, count: u64) -> UserId {
    let user = fixtures::user_id();
    for number in 0..count {
        table.put(&user, &format!("row-{number}")).await;
    }
    user
}

/// Every row of the user is erased and counted; other users' rows stay. A second run finds nothing.
async fn every_row_of_the_user_is_erased(rows: &impl EraseRows, table: &impl Belongings) {
    let (user, other) = (user_with_rows(table, MANY).await, user_with_rows(table, 1).await);
    for expected in [MANY, 0] {
        let erased = rows.erase_rows(&user, 1_000).await.unwrap();
        assert_eq!((erased.count, erased.has_more), (expected, false));
        assert_eq!(table.count(&user).await, 0);
    }
    assert_eq!(table.count(&other).await, 1);
}

/// A run stops at its limit and reports that there may be more. Together, the runs erase and count everything once.
async fn run_stops_at_its_limit(rows: &impl EraseRows, table: &impl Belongings) {
    let user = user_with_rows(table, 3).await;
    let first = rows.erase_rows(&user, 1).await.unwrap();
    assert!(first.count >= 1 && first.has_more);
    let (mut count, mut has_more) = (first.count, true);
    while has_more {
        let erased = rows.erase_rows(&user, 1).await.unwrap();
        assert!(erased.count > 0 || !erased.has_more, "every run but the last erases something");
        (count, has_more) = (count + erased.count, erased.has_more);
    }
    assert_eq!((count, table.count(&user).await), (3, 0));
}
