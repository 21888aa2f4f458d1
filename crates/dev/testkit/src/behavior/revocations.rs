//! The contract of `RevokeSessions`, and what `ChangeUser` does to sessions.

use time::Duration;
use usher_domain::ports::{ChangeUser, CreateUser, FindUser, HideUser, LeaseUser, RevokeSessions};
use usher_domain::update::{Lease, RevokedByUpdate};
use usher_domain::{DomainError, Revocations, SessionId, User};

use crate::fixtures;

const LATER: time::OffsetDateTime = fixtures::NOW.saturating_add(Duration::HOUR);

/// Checks the whole contract.
pub async fn whole_contract<Users>(users: &Users)
where
    Users: ChangeUser + CreateUser + FindUser + HideUser + LeaseUser + RevokeSessions,
{
    revocations_are_kept(users).await;
    concurrent_revocation_is_noticed(users).await;
    user_who_is_not_there_is_not_found(users).await;
    new_password_or_address_revokes_all_but_one(users).await;
    retried_update_keeps_later_revocations(users).await;
    update_that_was_admitted_too_early_is_refused(users).await;
    other_updates_revoke_nothing(users).await;
    update_notices_a_revocation(users).await;
}

async fn create(users: &impl CreateUser) -> User {
    users.create(&fixtures::user()).await.unwrap()
}

async fn stored(users: &impl FindUser, user: &User) -> Revocations {
    users.by_id(&user.id).await.unwrap().unwrap().revocations
}

/// Every part is read as written, and replaced as a whole.
async fn revocations_are_kept(users: &(impl CreateUser + FindUser + RevokeSessions)) {
    let user = create(users).await;
    let [one, two] = [fixtures::new_session_id(), fixtures::new_session_id()];
    let all = user.revocations.all_but(Some(&one), fixtures::NOW);
    let both = all.with_session(&two, fixtures::NOW, &one, fixtures::NOW);
    let none_kept = both.all_but(None, LATER);
    let mut before = user.revocations.clone();
    for after in [all, both, none_kept] {
        assert!(users.replace_revocations(&user.id, &before, &after).await.unwrap());
        assert_eq!(stored(users, &user).await, after);
        before = after;
    }
}

/// Of two changes of the same version, one is refused.
async fn concurrent_revocation_is_noticed(users: &(impl CreateUser + FindUser + RevokeSessions)) {
    let user = create(users).await;
    let [first, second] = [fixtures::NOW, LATER].map(|at| user.revocations.all_but(None, at));
    assert!(users.replace_revocations(&user.id, &user.revocations, &first).await.unwrap());
    assert!(!users.replace_revocations(&user.id, &user.revocations, &second).await.unwrap());
    assert_eq!(stored(users, &user).await, first);
}

/// Neither an unknown nor a hidden user is changed.
async fn user_who_is_not_there_is_not_found(users: &(impl CreateUser + HideUser + RevokeSessions)) {
    let (unknown, hidden) = (fixtures::user(), create(users).await);
    users.hide(&hidden.id, fixtures::NOW).await.unwrap();
    for user in [unknown, hidden] {
        let all = user.revocations.all_but(None, fixtures::NOW);
        let refused = users.replace_revocations(&user.id, &user.revocations, &all).await;
        assert!(matches!(refused, Err(DomainError::UserNotFound)), "{refused:?}");
    }
}

fn revoked(kept: &SessionId, version: u64) -> RevokedByUpdate {
    RevokedByUpdate { kept: Some(kept.clone()), version }
}

async fn lease(users: &impl LeaseUser, user: &User) {
    users.lease(&user.id, &Lease { by: "one".to_owned(), from: fixtures::NOW }).await.unwrap();
}

/// The update, and a retry of it.
async fn new_password_or_address_revokes_all_but_one<Users>(users: &Users)
where
    Users: ChangeUser + CreateUser + FindUser + LeaseUser + RevokeSessions,
{
    let changes: [fn(User) -> User; 2] = [
        |user| User { password_changed_at: Some(LATER), updated_at: LATER, ..user },
        |user| User { email: fixtures::email(), updated_at: LATER, ..user },
    ];
    for change in changes {
        let before = create(users).await;
        let [kept, ended] = [fixtures::new_session_id(), fixtures::new_session_id()];
        let one = before.revocations.with_session(&ended, fixtures::NOW, &kept, fixtures::NOW);
        assert!(users.replace_revocations(&before.id, &before.revocations, &one).await.unwrap());
        lease(users, &before).await;
        let after = change(before.clone());
        for _ in 0..2 {
            users.update(&before, &after, "one", Some(&revoked(&kept, one.version))).await.unwrap();
            let stored = stored(users, &before).await;
            assert_eq!(stored, one.all_but(Some(&kept), LATER));
        }
    }
}

/// The response to an update is lost, and the kept session is revoked before the retry.
async fn retried_update_keeps_later_revocations<Users>(users: &Users)
where
    Users: ChangeUser + CreateUser + FindUser + LeaseUser + RevokeSessions,
{
    let (before, kept) = (create(users).await, fixtures::new_session_id());
    lease(users, &before).await;
    let after = User { email: fixtures::email(), updated_at: LATER, ..before.clone() };
    users.update(&before, &after, "one", Some(&revoked(&kept, 0))).await.unwrap();
    let updated = stored(users, &before).await;
    let signed_out = updated.with_session(&kept, fixtures::NOW, &kept, LATER);
    assert!(users.replace_revocations(&before.id, &updated, &signed_out).await.unwrap());
    users.update(&before, &after, "one", Some(&revoked(&kept, 0))).await.unwrap();
    assert_eq!(stored(users, &before).await, signed_out);
}

/// Two updates by one token: the second one was admitted before the first took effect, and validated at the same time or
/// before it.
async fn update_that_was_admitted_too_early_is_refused<Users>(users: &Users)
where
    Users: ChangeUser + CreateUser + FindUser + LeaseUser,
{
    let admitted = revoked(&fixtures::new_session_id(), 0);
    for validated_at in [LATER, LATER - Duration::MINUTE] {
        let before = create(users).await;
        lease(users, &before).await;
        let with_password = |at| User { password_changed_at: Some(at), updated_at: at, ..before.clone() };
        let (first, second) = (with_password(LATER), with_password(validated_at));
        users.update(&before, &first, "one", Some(&admitted)).await.unwrap();
        let after_first = stored(users, &before).await;
        let refused = users.update(&first, &second, "one", Some(&admitted)).await;
        assert!(matches!(refused, Err(DomainError::UpdateUnderWay)), "{validated_at}: {refused:?}");
        assert_eq!(stored(users, &before).await, after_first, "{validated_at}");
    }
}

/// A new name, and a rollback.
async fn other_updates_revoke_nothing(users: &(impl ChangeUser + CreateUser + FindUser + LeaseUser)) {
    let before = create(users).await;
    lease(users, &before).await;
    let renamed = User { full_name: None, updated_at: LATER, ..before.clone() };
    users.update(&before, &renamed, "one", Some(&revoked(&fixtures::new_session_id(), 0))).await.unwrap();
    assert_eq!(stored(users, &before).await, before.revocations);
    let moved = User { email: fixtures::email(), ..renamed.clone() };
    users.update(&renamed, &moved, "one", None).await.unwrap();
    assert_eq!(stored(users, &before).await, before.revocations);
}

/// A session that was revoked meanwhile is not kept.
async fn update_notices_a_revocation<Users>(users: &Users)
where
    Users: ChangeUser + CreateUser + FindUser + LeaseUser + RevokeSessions,
{
    let before = create(users).await;
    let all = before.revocations.all_but(None, fixtures::NOW);
    users.replace_revocations(&before.id, &before.revocations, &all).await.unwrap();
    lease(users, &before).await;
    let after = User { email: fixtures::email(), updated_at: LATER, ..before.clone() };
    let refused = users.update(&before, &after, "one", Some(&revoked(&fixtures::new_session_id(), 0))).await;
    assert!(matches!(refused, Err(DomainError::UpdateUnderWay)), "{refused:?}");
    assert_eq!(users.by_id(&before.id).await.unwrap().unwrap().email, before.email);
}
