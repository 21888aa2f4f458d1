//! The contract of `ReplaceAuthenticator`.

use usher_domain::authenticator::{ActiveAuthenticator, Authenticator, AuthenticatorSeed};
use usher_domain::ports::{CreateUser, FindUser, HideUser, ReplaceAuthenticator};
use usher_domain::{DomainError, User};

use crate::fixtures;

/// Checks the whole contract.
pub async fn whole_contract(users: &(impl CreateUser + FindUser + HideUser + ReplaceAuthenticator)) {
    app_is_kept(users).await;
    concurrent_change_is_noticed(users).await;
    user_who_is_not_there_is_not_found(users).await;
}

async fn create(users: &impl CreateUser) -> User {
    users.create(&fixtures::user()).await.unwrap()
}

async fn stored(users: &impl FindUser, user: &User) -> Option<Authenticator> {
    users.by_id(&user.id).await.unwrap().unwrap().authenticator
}

fn pending(seed: u128) -> Authenticator {
    Authenticator::Pending(AuthenticatorSeed::from_random(seed))
}

/// Every part is read as written.
async fn app_is_kept(users: &(impl CreateUser + FindUser + ReplaceAuthenticator)) {
    let user = create(users).await;
    let on = Authenticator::On(fixtures::authenticator(&user.id));
    let mut before = None;
    for after in [Some(pending(1)), Some(on), None, Some(pending(2))] {
        assert!(users.replace_authenticator(&user.id, before.as_ref(), after.as_ref()).await.unwrap());
        assert_eq!(stored(users, &user).await, after);
        before = after;
    }
}

/// Of two changes of the same app, one is refused.
async fn concurrent_change_is_noticed(users: &(impl CreateUser + FindUser + ReplaceAuthenticator)) {
    let user = create(users).await;
    let on = fixtures::authenticator(&user.id);
    let after_use = Authenticator::On(ActiveAuthenticator { last_step: 7, ..on.clone() });
    let (on, first) = (Authenticator::On(on), pending(1));
    assert!(users.replace_authenticator(&user.id, None, Some(&first)).await.unwrap());
    assert!(!users.replace_authenticator(&user.id, None, Some(&pending(2))).await.unwrap());
    assert!(!users.replace_authenticator(&user.id, Some(&pending(2)), None).await.unwrap());
    assert!(users.replace_authenticator(&user.id, Some(&first), Some(&on)).await.unwrap());
    assert!(users.replace_authenticator(&user.id, Some(&on), Some(&after_use)).await.unwrap());
    assert!(!users.replace_authenticator(&user.id, Some(&on), None).await.unwrap(), "a code was used");
    assert_eq!(stored(users, &user).await, Some(after_use));
}

/// Neither an unknown nor a hidden user is changed.
async fn user_who_is_not_there_is_not_found(users: &(impl CreateUser + HideUser + ReplaceAuthenticator)) {
    let (unknown, hidden) = (fixtures::user(), create(users).await);
    users.hide(&hidden.id, fixtures::NOW).await.unwrap();
    for user in [unknown, hidden] {
        let refused = users.replace_authenticator(&user.id, None, Some(&pending(1))).await;
        assert!(matches!(refused, Err(DomainError::UserNotFound)), "{refused:?}");
    }
}
