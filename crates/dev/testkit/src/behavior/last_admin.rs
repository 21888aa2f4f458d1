//! The contract of `RetireAdmin`. It counts all admins, so the table must not have others.

use futures_util::future::join_all;
use usher_domain::ports::{CreateUser, DeleteUser, FindUser, HideUser, RetireAdmin};
use usher_domain::{DomainError, User, UserType};

use crate::fixtures::{self, NOW};

/// Checks the whole contract.
pub async fn whole_contract<Users>(users: &Users)
where
    Users: CreateUser + DeleteUser + FindUser + HideUser + RetireAdmin,
{
    only_admin_cannot_retire(users).await;
    one_of_two_admins_can_retire(users).await;
    hidden_admin_does_not_count(users).await;
    of_concurrent_retirements_one_is_refused(users).await;
}

async fn create(users: &impl CreateUser, user_type: UserType) -> User {
    users.create(&User { user_type, ..fixtures::user() }).await.unwrap()
}

async fn delete_all(users: &impl DeleteUser, gone: &[User]) {
    for user in gone {
        users.delete(&user.id).await.unwrap();
    }
}

/// Whether the admin can retire. Retries after a conflict, as the callers do.
async fn retires(users: &impl RetireAdmin, admin: &User) -> bool {
    loop {
        match users.retire(&admin.id, NOW).await {
            Ok(()) => return true,
            Err(DomainError::LastAdmin) => return false,
            Err(_) => tokio::task::yield_now().await,
        }
    }
}

/// The only admin cannot retire, however many other users there are, and is unchanged.
async fn only_admin_cannot_retire(users: &(impl CreateUser + DeleteUser + FindUser + RetireAdmin)) {
    let admin = create(users, UserType::Admin).await;
    let others = [create(users, UserType::Kaist).await, create(users, UserType::Facility).await];
    assert!(!retires(users, &admin).await);
    assert_eq!(users.by_id(&admin.id).await.unwrap(), Some(admin.clone()));
    delete_all(users, &others).await;
    delete_all(users, &[admin]).await;
}

/// Of two admins one can retire, and retiring is idempotent. Then the other is the last one until a new one is created.
async fn one_of_two_admins_can_retire(users: &(impl CreateUser + DeleteUser + RetireAdmin)) {
    let [first, second] = [create(users, UserType::Admin).await, create(users, UserType::Admin).await];
    assert!(retires(users, &first).await);
    assert!(retires(users, &first).await);
    assert!(!retires(users, &second).await, "the first no longer counts, although the record still exists");
    let third = create(users, UserType::Admin).await;
    assert!(retires(users, &second).await);
    assert!(!retires(users, &third).await);
    delete_all(users, &[first, second, third]).await;
}

/// An admin who is being erased does not count.
async fn hidden_admin_does_not_count(users: &(impl CreateUser + DeleteUser + HideUser + RetireAdmin)) {
    let [hidden, last] = [create(users, UserType::Admin).await, create(users, UserType::Admin).await];
    users.hide(&hidden.id, NOW).await.unwrap();
    assert!(!retires(users, &last).await);
    delete_all(users, &[hidden, last]).await;
}

/// Of any number of concurrent retirements, one is refused.
async fn of_concurrent_retirements_one_is_refused(users: &(impl CreateUser + DeleteUser + RetireAdmin)) {
    for count in [2, 5] {
        let admins = join_all((0..count).map(|_| create(users, UserType::Admin))).await;
        let outcomes = join_all(admins.iter().map(|admin| retires(users, admin))).await;
        assert_eq!(outcomes.iter().filter(|is_retired| !**is_retired).count(), 1, "of {count}");
        delete_all(users, &admins).await;
    }
}
