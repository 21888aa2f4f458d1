//! The contracts of `FindUser`, `CheckTaken`, `CreateUser` and `DeleteUser`.

use futures_util::future::join_all;
use usher_domain::ports::{CheckTaken, CreateUser, CreateUserRefusal, DeleteUser, FindUser};
use usher_domain::{DomainError, User};

use crate::fixtures;

/// All of it.
pub async fn whole_contract(users: &(impl CreateUser + FindUser + CheckTaken + DeleteUser)) {
    a_created_user_is_found(users).await;
    optional_fields_survive(users).await;
    nobody_is_found_where_nobody_is(users).await;
    creating_twice_gives_the_stored_user(users).await;
    each_unique_key_is_refused_by_its_name(users).await;
    what_is_taken_is_told(users).await;
    of_many_with_one_address_exactly_one_is_created(users).await;
    a_deleted_user_leaves_everything_free(users).await;
}

/// A created user is found by id and by address, as created.
async fn a_created_user_is_found(users: &(impl CreateUser + FindUser)) {
    let user = fixtures::user();
    assert_eq!(users.create(&user).await.unwrap(), user);
    assert_eq!(users.by_id(&user.id).await.unwrap(), Some(user.clone()));
    assert_eq!(users.by_email(&user.email).await.unwrap(), Some(user));
}

/// A record without a name, and one with everything, come back as they went in.
async fn optional_fields_survive(users: &(impl CreateUser + FindUser)) {
    let bare = User { full_name: None, ..fixtures::user() };
    let full = User { sessions_revoked_at: Some(fixtures::NOW), ..fixtures::user() };
    for user in [bare, full] {
        users.create(&user).await.unwrap();
        assert_eq!(users.by_id(&user.id).await.unwrap(), Some(user));
    }
}

/// Nobody is found where nobody is.
async fn nobody_is_found_where_nobody_is(users: &impl FindUser) {
    assert_eq!(users.by_id(&fixtures::user_id()).await.unwrap(), None);
    assert_eq!(users.by_email(&fixtures::email()).await.unwrap(), None);
}

/// Creating a user twice gives the stored one the second time.
async fn creating_twice_gives_the_stored_user(users: &impl CreateUser) {
    let user = fixtures::user();
    users.create(&user).await.unwrap();
    let again = User { number: fixtures::number(), ..user.clone() };
    assert_eq!(users.create(&again).await.unwrap(), user);
}

/// Each unique key is refused by its name, and nothing of the refused user remains.
async fn each_unique_key_is_refused_by_its_name(users: &(impl CreateUser + FindUser)) {
    let first = fixtures::user();
    users.create(&first).await.unwrap();
    let same_email = User { email: first.email.clone(), ..fixtures::user() };
    let same_account = User { account_id: first.account_id.clone(), ..fixtures::user() };
    let same_number = User { number: first.number, ..fixtures::user() };
    assert!(matches!(users.create(&same_email).await, Err(CreateUserRefusal::EmailTaken)));
    assert!(matches!(users.create(&same_account).await, Err(CreateUserRefusal::AccountIdTaken)));
    assert!(matches!(users.create(&same_number).await, Err(CreateUserRefusal::NumberTaken)));
    for refused in [same_email, same_account, same_number] {
        assert_eq!(users.by_id(&refused.id).await.unwrap(), None);
    }
}

/// A taken address and a taken account id are told; free ones are not.
async fn what_is_taken_is_told(users: &(impl CreateUser + CheckTaken)) {
    let user = fixtures::user();
    users.create(&user).await.unwrap();
    assert!(matches!(users.check_taken(&user.email, None).await, Err(DomainError::EmailTaken)));
    let with_account = users.check_taken(&fixtures::email(), Some(&user.account_id)).await;
    assert!(matches!(with_account, Err(DomainError::AccountIdTaken)));
    users.check_taken(&fixtures::email(), Some(&fixtures::account_id())).await.unwrap();
}

/// Of many who want one address at the same moment exactly one gets it.
async fn of_many_with_one_address_exactly_one_is_created(users: &impl CreateUser) {
    let email = fixtures::email();
    let rivals: Vec<_> = (0..20).map(|_| User { email: email.clone(), ..fixtures::user() }).collect();
    let outcomes = join_all(rivals.iter().map(|rival| created(users, rival))).await;
    assert_eq!(outcomes.iter().filter(|outcome| **outcome).count(), 1);
}

/// Whether the user was created; a store that is busy with a rival is asked again, as the workflow does.
async fn created(users: &impl CreateUser, user: &User) -> bool {
    loop {
        match users.create(user).await {
            Ok(stored) => return stored == *user,
            Err(CreateUserRefusal::Failed(_)) => tokio::task::yield_now().await,
            Err(_) => return false,
        }
    }
}

/// A deleted user is nowhere, and somebody else can have the address, the account id and the number. Deleting again, or
/// somebody who is not there, changes nothing.
async fn a_deleted_user_leaves_everything_free(users: &(impl CreateUser + FindUser + DeleteUser)) {
    let first = fixtures::user();
    users.create(&first).await.unwrap();
    for _ in 0..2 {
        users.delete(&first.id).await.unwrap();
        assert_eq!(users.by_id(&first.id).await.unwrap(), None);
        assert_eq!(users.by_email(&first.email).await.unwrap(), None);
    }
    let heir = User { id: fixtures::user_id(), ..first.clone() };
    assert_eq!(users.create(&heir).await.unwrap(), heir);
    users.delete(&first.id).await.unwrap();
    assert_eq!(users.by_email(&first.email).await.unwrap(), Some(heir));
}
