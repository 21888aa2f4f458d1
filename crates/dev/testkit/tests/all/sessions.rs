//! Concurrent revocations: a caller was admitted, and the record changes before the revocation is written.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use time::Duration;
use usher_domain::ports::{FindUser, RevokeSessions};
use usher_domain::use_cases::access::{Caller, signed_in_user};
use usher_domain::use_cases::sessions::{log_out, log_out_everywhere, revoke};
use usher_domain::{AccountId, DomainError, Email, Revocations, User, UserId, UserNumber};
use usher_testkit::fixtures;
use usher_testkit::in_memory::Users;
use usher_testkit::world::World;

/// Two sessions of Ada, both admitted.
async fn two_callers(world: &World) -> [Caller; 2] {
    let caller = async || {
        let claims = world.identities.session(&fixtures::ada().id).claims;
        signed_in_user(&world.users, claims).await.unwrap()
    };
    [caller().await, caller().await]
}

#[tokio::test]
async fn concurrent_logouts_both_take_effect() {
    let world = World::default();
    let [one, other] = two_callers(&world).await;
    for caller in [&one, &other] {
        log_out(&world.users, caller, fixtures::NOW).await.unwrap();
    }
    assert!(!world.is_signed_in(&one.claims).await && !world.is_signed_in(&other.claims).await);
}

#[tokio::test]
async fn session_revoked_meanwhile_revokes_no_other() {
    let world = World::default();
    let [one, other] = two_callers(&world).await;
    let third = world.identities.session(&fixtures::ada().id).claims;
    log_out(&world.users, &one, fixtures::NOW).await.unwrap();
    let (users, later) = (&world.users, fixtures::NOW + Duration::MINUTE);
    for refused in [
        log_out(users, &one, later).await,
        log_out_everywhere(users, &world.identities, &one, later).await,
        revoke(users, &world.session_list, &one, &one.claims.session, later).await,
    ] {
        assert!(matches!(refused, Err(DomainError::NotSignedIn)), "{refused:?}");
    }
    assert!(world.is_signed_in(&other.claims).await && world.is_signed_in(&third).await);
}

#[tokio::test]
async fn logout_of_all_wins_over_a_concurrent_logout() {
    let world = World::default();
    let [one, other] = two_callers(&world).await;
    log_out_everywhere(&world.users, &world.identities, &one, fixtures::NOW).await.unwrap();
    let refused = log_out(&world.users, &other, fixtures::NOW).await;
    assert!(matches!(refused, Err(DomainError::NotSignedIn)), "{refused:?}");
    assert!(!world.is_signed_in(&one.claims).await && !world.is_signed_in(&other.claims).await);
}

/// Another revocation is always faster.
#[derive(Clone, Debug)]
struct AlwaysChanging {
    users: Users,
    attempts: Arc<AtomicUsize>,
}

impl FindUser for AlwaysChanging {
    async fn by_id(&self, id: &UserId) -> Result<Option<User>, DomainError> {
        self.users.by_id(id).await
    }

    async fn by_email(&self, email: &Email) -> Result<Option<User>, DomainError> {
        self.users.by_email(email).await
    }

    async fn by_account_id(&self, account_id: &AccountId) -> Result<Option<User>, DomainError> {
        self.users.by_account_id(account_id).await
    }

    async fn by_number(&self, number: UserNumber) -> Result<Option<User>, DomainError> {
        self.users.by_number(number).await
    }
}

impl RevokeSessions for AlwaysChanging {
    async fn replace_revocations(&self, _: &UserId, _: &Revocations, _: &Revocations) -> Result<bool, DomainError> {
        self.attempts.fetch_add(1, Ordering::Relaxed);
        Ok(false)
    }
}

#[tokio::test]
async fn retries_of_a_revocation_are_limited() {
    let world = World::default();
    let [caller, _] = two_callers(&world).await;
    let users = AlwaysChanging { users: world.users.clone(), attempts: Arc::default() };
    let refused = log_out(&users, &caller, fixtures::NOW).await;
    assert!(matches!(refused, Err(DomainError::UpdateUnderWay)), "{refused:?}");
    assert_eq!(users.attempts.load(Ordering::Relaxed), 5);
}
