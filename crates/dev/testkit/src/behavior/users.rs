//! The contracts of `FindUser`, `ListUsers`, `CheckTaken`, `CreateUser`, `LeaseUser`, `ReserveEmail`, `ChangeUser`,
//! `NoteAcceptance` and `DeleteUser`.

use futures_util::future::join_all;
use time::Duration;
use usher_domain::listing::{Filter, PageSize};
use usher_domain::ports::{
    ChangeUser, CheckTaken, CreateUser, CreateUserRefusal, DeleteUser, FindUser, LeaseUser, ListUsers, NoteAcceptance,
    ReserveEmail,
};
use usher_domain::terms::{AcceptedTerms, TermsVersions, TextVersion};
use usher_domain::update::{Lease, LeasedUser};
use usher_domain::use_cases::list::list;
use usher_domain::{DomainError, Revocations, User, UserId, UserType};

use crate::fixtures;

/// Checks the whole contract.
pub async fn whole_contract<Users>(users: &Users)
where
    Users: CheckTaken + CreateUser + DeleteUser + FindUser + LeaseUser + ListUsers,
    Users: NoteAcceptance + ReserveEmail + ChangeUser,
{
    created_user_is_found(users).await;
    optional_fields_are_kept(users).await;
    unknown_user_is_not_found(users).await;
    create_is_idempotent(users).await;
    each_taken_key_has_its_own_refusal(users).await;
    taken_keys_are_reported(users).await;
    one_of_concurrent_users_gets_an_address(users).await;
    deleted_user_frees_its_unique_keys(users).await;
    lease_excludes_other_updates(users).await;
    reserved_address_is_taken(users).await;
    address_with_expired_reservation_is_free(users).await;
    update_moves_the_address(users).await;
    address_is_verified_until_it_changes(users).await;
    update_to_taken_address_changes_nothing(users).await;
    update_without_lease_changes_nothing(users).await;
    password_change_time_never_moves_back(users).await;
    noting_acceptance_changes_nothing_else(users).await;
    each_user_is_listed_once_during_inserts(users).await;
}

/// A created user is found by every unique key, as created.
async fn created_user_is_found(users: &(impl CreateUser + FindUser)) {
    let user = fixtures::user();
    assert_eq!(users.create(&user).await.unwrap(), user);
    assert_eq!(users.by_id(&user.id).await.unwrap(), Some(user.clone()));
    assert_eq!(users.by_email(&user.email).await.unwrap(), Some(user.clone()));
    assert_eq!(users.by_account_id(&user.account_id).await.unwrap(), Some(user.clone()));
    assert_eq!(users.by_number(user.number).await.unwrap(), Some(user));
}

/// Optional fields are read as written, whether present or absent.
async fn optional_fields_are_kept(users: &(impl CreateUser + FindUser)) {
    let bare = User { full_name: None, ..fixtures::user() };
    let user = fixtures::user();
    let full = User {
        revocations: Revocations::of_all(fixtures::NOW),
        password_changed_at: Some(fixtures::NOW),
        picture: Some(fixtures::picture_of(&user)),
        accepted_terms: Some(accepted()),
        ..user
    };
    for user in [bare, full] {
        users.create(&user).await.unwrap();
        assert_eq!(users.by_id(&user.id).await.unwrap(), Some(user));
    }
}

/// No lookup finds an unknown user.
async fn unknown_user_is_not_found(users: &impl FindUser) {
    assert_eq!(users.by_id(&fixtures::user_id()).await.unwrap(), None);
    assert_eq!(users.by_email(&fixtures::email()).await.unwrap(), None);
    assert_eq!(users.by_account_id(&fixtures::account_id()).await.unwrap(), None);
    assert_eq!(users.by_number(fixtures::number()).await.unwrap(), None);
}

/// Creating a user again returns the stored one.
async fn create_is_idempotent(users: &impl CreateUser) {
    let user = fixtures::user();
    users.create(&user).await.unwrap();
    let again = User { number: fixtures::number(), ..user.clone() };
    assert_eq!(users.create(&again).await.unwrap(), user);
}

/// Each taken unique key has its own refusal, and a refused user leaves nothing behind.
async fn each_taken_key_has_its_own_refusal(users: &(impl CreateUser + FindUser)) {
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

/// A taken address and a taken account id are reported; free ones are not.
async fn taken_keys_are_reported(users: &(impl CreateUser + CheckTaken)) {
    let user = fixtures::user();
    users.create(&user).await.unwrap();
    assert!(matches!(users.check_taken(&user.email, None, fixtures::NOW).await, Err(DomainError::EmailTaken)));
    let with_account = users.check_taken(&fixtures::email(), Some(&user.account_id), fixtures::NOW).await;
    assert!(matches!(with_account, Err(DomainError::AccountIdTaken)));
    users.check_taken(&fixtures::email(), Some(&fixtures::account_id()), fixtures::NOW).await.unwrap();
}

/// Of concurrent users with one address exactly one is created.
async fn one_of_concurrent_users_gets_an_address(users: &impl CreateUser) {
    let email = fixtures::email();
    let users_with_same_email: Vec<_> = (0..20).map(|_| User { email: email.clone(), ..fixtures::user() }).collect();
    let outcomes = join_all(users_with_same_email.iter().map(|user| is_created(users, user))).await;
    assert_eq!(outcomes.iter().filter(|outcome| **outcome).count(), 1);
}

/// Whether the user was created. Retries after a conflict, as the workflow does.
async fn is_created(users: &impl CreateUser, user: &User) -> bool {
    loop {
        match users.create(user).await {
            Ok(stored) => return stored == *user,
            Err(CreateUserRefusal::Failed(_)) => tokio::task::yield_now().await,
            Err(_) => return false,
        }
    }
}

/// A deleted user is not found, and the address, account id and number are free. Deleting again, or deleting an unknown
/// user, changes nothing.
async fn deleted_user_frees_its_unique_keys(users: &(impl CreateUser + FindUser + DeleteUser)) {
    let first = fixtures::user();
    users.create(&first).await.unwrap();
    for _ in 0..2 {
        users.delete(&first.id).await.unwrap();
        assert_eq!(users.by_id(&first.id).await.unwrap(), None);
        assert_eq!(users.by_email(&first.email).await.unwrap(), None);
    }
    let successor = User { id: fixtures::user_id(), ..first.clone() };
    assert_eq!(users.create(&successor).await.unwrap(), successor);
    users.delete(&first.id).await.unwrap();
    assert_eq!(users.by_email(&first.email).await.unwrap(), Some(successor));
}

fn accepted() -> AcceptedTerms {
    let version = |text| TextVersion::parse(text).unwrap();
    let versions = TermsVersions { terms_of_service: version("2026-11-01"), privacy_policy: version("7") };
    AcceptedTerms { versions, accepted_at: fixtures::NOW }
}

fn lease(by: &str) -> Lease {
    Lease { by: by.to_owned(), from: fixtures::NOW }
}

async fn create_leased(users: &(impl CreateUser + LeaseUser)) -> User {
    let user = users.create(&fixtures::user()).await.unwrap();
    users.lease(&user.id, &lease("one")).await.unwrap().user
}

/// One update at a time holds the lease of a record. It may lease the record again, and every lease expires.
async fn lease_excludes_other_updates(users: &(impl CreateUser + LeaseUser)) {
    let user = create_leased(users).await;
    assert_eq!(users.lease(&user.id, &lease("one")).await.unwrap().user, user);
    assert!(matches!(users.lease(&user.id, &lease("two")).await, Err(DomainError::UpdateUnderWay)));
    let later = Lease { by: "two".to_owned(), from: fixtures::NOW + Lease::TTL + Duration::SECOND };
    assert_eq!(users.lease(&user.id, &later).await.unwrap(), LeasedUser { user, interrupted: true });
    let fresh = users.create(&fixtures::user()).await.unwrap();
    assert!(!users.lease(&fresh.id, &lease("one")).await.unwrap().interrupted);
    assert!(matches!(users.lease(&fixtures::user_id(), &lease("one")).await, Err(DomainError::UserNotFound)));
}

/// A lease in the future, so that DynamoDB's TTL does not delete what expires with it.
fn future_lease() -> Lease {
    Lease { by: "one".to_owned(), from: fixtures::NOW + Duration::days(3650) }
}

/// A reserved address resolves to no user and counts as taken. The update makes the reservation permanent.
async fn reserved_address_is_taken<Users>(users: &Users)
where
    Users: CheckTaken + CreateUser + FindUser + LeaseUser + ReserveEmail + ChangeUser,
{
    let (before, lease) = (users.create(&fixtures::user()).await.unwrap(), future_lease());
    let after = User { email: fixtures::email(), ..before.clone() };
    users.lease(&before.id, &lease).await.unwrap();
    for _ in 0..2 {
        users.reserve(&before.id, &after.email, &lease).await.unwrap();
    }
    assert_eq!(users.by_email(&after.email).await.unwrap(), None);
    let other = User { email: after.email.clone(), created_at: lease.from, ..fixtures::user() };
    assert!(matches!(users.check_taken(&other.email, None, lease.from).await, Err(DomainError::EmailTaken)));
    assert!(matches!(users.create(&other).await, Err(CreateUserRefusal::EmailTaken)));
    assert!(matches!(users.reserve(&other.id, &other.email, &lease).await, Err(DomainError::EmailTaken)));

    users.update(&before, &after, &lease.by, None).await.unwrap();

    let late = Lease { by: "two".to_owned(), from: lease.until() + Duration::SECOND };
    assert!(matches!(users.reserve(&other.id, &after.email, &late).await, Err(DomainError::EmailTaken)));
    users.reserve(&after.id, &after.email, &late).await.unwrap();
    assert_eq!(users.by_email(&after.email).await.unwrap(), Some(after));
}

/// An expired reservation does not count.
async fn address_with_expired_reservation_is_free(users: &(impl CheckTaken + CreateUser + FindUser + ReserveEmail)) {
    let lease = future_lease();
    let later = lease.until() + Duration::SECOND;
    let (email, other) = (fixtures::email(), fixtures::email());
    for reserved in [&email, &other] {
        users.reserve(&fixtures::user_id(), reserved, &lease).await.unwrap();
    }
    users.check_taken(&email, None, later).await.unwrap();
    let successor = User { email, created_at: later, ..fixtures::user() };
    assert_eq!(users.create(&successor).await.unwrap(), successor);
    assert_eq!(users.by_email(&successor.email).await.unwrap(), Some(successor));
    let later = Lease { by: "two".to_owned(), from: later };
    users.reserve(&fixtures::user_id(), &other, &later).await.unwrap();
}

/// An update moves the address and its unique key: afterwards the old address is free and the new one taken. Updates
/// are idempotent and can be reverted.
async fn update_moves_the_address(users: &(impl CreateUser + FindUser + CheckTaken + LeaseUser + ChangeUser)) {
    let before = create_leased(users).await;
    let picture = Some(fixtures::picture_of(&before));
    let updated_at = fixtures::NOW + Duration::HOUR;
    let after = User { email: fixtures::email(), full_name: None, picture, updated_at, ..before.clone() };
    for (from, to) in [(&before, &after), (&before, &after), (&after, &before), (&before, &after)] {
        users.update(from, to, "one", None).await.unwrap();
        assert_eq!(users.by_email(&to.email).await.unwrap().as_ref(), Some(to));
        assert_eq!(users.by_email(&from.email).await.unwrap(), None);
        users.check_taken(&from.email, None, fixtures::NOW).await.unwrap();
    }
    let successor = User { email: before.email.clone(), ..fixtures::user() };
    users.create(&successor).await.unwrap();
    users.update(&before, &after, "one", None).await.unwrap();
    assert_eq!(
        users.by_email(&successor.email).await.unwrap(),
        Some(successor),
        "the old address belongs to another user now"
    );
}

/// A verified address stays so until it changes. Changing it back does not verify it.
async fn address_is_verified_until_it_changes(users: &(impl CreateUser + FindUser + LeaseUser + ChangeUser)) {
    let before = create_leased(users).await;
    let verified = User { verified_email: Some(before.email.clone()), ..before.clone() };
    users.update(&before, &verified, "one", None).await.unwrap();
    assert_eq!(users.by_id(&before.id).await.unwrap(), Some(verified.clone()));
    let changed = User { email: fixtures::email(), ..verified.clone() };
    users.update(&verified, &changed, "one", None).await.unwrap();
    let stored = users.by_id(&before.id).await.unwrap().unwrap();
    assert_eq!(stored, User { verified_email: None, ..changed });
    users.update(&stored, &User { email: before.email.clone(), ..stored.clone() }, "one", None).await.unwrap();
    assert_eq!(users.by_id(&before.id).await.unwrap(), Some(before));
}

/// An update to another user's address is refused and changes nothing.
async fn update_to_taken_address_changes_nothing(users: &(impl CreateUser + FindUser + LeaseUser + ChangeUser)) {
    let other = users.create(&fixtures::user()).await.unwrap();
    let before = create_leased(users).await;
    let after = User { email: other.email.clone(), full_name: None, ..before.clone() };
    assert!(matches!(users.update(&before, &after, "one", None).await, Err(DomainError::EmailTaken)));
    assert_eq!(users.by_email(&before.email).await.unwrap(), Some(before));
    assert_eq!(users.by_email(&other.email).await.unwrap(), Some(other));
}

/// An update without the lease is refused and changes nothing.
async fn update_without_lease_changes_nothing(users: &(impl CreateUser + FindUser + LeaseUser + ChangeUser)) {
    let before = create_leased(users).await;
    let after = User { email: fixtures::email(), ..before.clone() };
    assert!(matches!(users.update(&before, &after, "two", None).await, Err(DomainError::UpdateUnderWay)));
    assert_eq!(users.by_id(&before.id).await.unwrap(), Some(before));
    assert_eq!(users.by_email(&after.email).await.unwrap(), None);
}

/// The time of the last password change never moves back, even if an update is rolled back.
async fn password_change_time_never_moves_back(users: &(impl CreateUser + FindUser + LeaseUser + ChangeUser)) {
    let before = create_leased(users).await;
    let later = |seconds| Some(fixtures::NOW + Duration::seconds(seconds));
    let mut from = before.clone();
    for (written, kept) in
        [(None, None), (later(1), later(1)), (None, later(1)), (later(2), later(2)), (later(1), later(2))]
    {
        let to = User { password_changed_at: written, ..before.clone() };
        for _ in 0..2 {
            users.update(&from, &to, "one", None).await.unwrap();
            assert_eq!(users.by_id(&before.id).await.unwrap().unwrap().password_changed_at, kept);
        }
        from = User { password_changed_at: kept, ..before.clone() };
    }
}

/// Noting an acceptance changes no other field, and creates no record for an unknown user.
async fn noting_acceptance_changes_nothing_else(users: &(impl CreateUser + FindUser + NoteAcceptance)) {
    let user = users.create(&fixtures::user()).await.unwrap();
    for _ in 0..2 {
        users.note(&user.id, &accepted()).await.unwrap();
        let noted = User { accepted_terms: Some(accepted()), ..user.clone() };
        assert_eq!(users.by_id(&user.id).await.unwrap(), Some(noted));
    }
    let unknown = fixtures::user_id();
    assert!(matches!(users.note(&unknown, &accepted()).await, Err(DomainError::UserNotFound)));
    assert_eq!(users.by_id(&unknown).await.unwrap(), None);
}

/// While others are added, paging through the list returns each user from the beginning exactly once, oldest first
/// within a type. A list of one type has no other type.
async fn each_user_is_listed_once_during_inserts(users: &(impl CreateUser + FindUser + ListUsers)) {
    let mut created = Vec::new();
    for index in 0..9 {
        let user_type = UserType::ALL[index % 3];
        let created_at = fixtures::NOW - Duration::seconds(60 * i64::try_from(index / 6).unwrap());
        created.push(users.create(&User { user_type, created_at, ..fixtures::user() }).await.unwrap().id);
    }
    for wanted in [None, Some(UserType::Facility)] {
        let seen = list_during_inserts(users, wanted).await;
        for (index, id) in created.iter().enumerate() {
            let is_wanted = wanted.is_none_or(|wanted| wanted == UserType::ALL[index % 3]);
            assert_eq!(seen.iter().filter(|seen| *seen == id).count(), usize::from(is_wanted));
        }
    }
}

async fn list_during_inserts(
    users: &(impl CreateUser + FindUser + ListUsers),
    user_type: Option<UserType>,
) -> Vec<UserId> {
    let filter = Filter { account_id: None, user_type };
    let (mut seen, mut after, mut last) = (Vec::new(), None, None);
    loop {
        let page = list(users, &filter, after, PageSize::parse("7").unwrap()).await.unwrap();
        for user in page.users {
            let order = (user.user_type, user.created_at);
            assert!(last.is_none_or(|last| last <= order), "the list is ordered by type and time");
            last = Some(order);
            seen.push(user.id);
        }
        users
            .create(&User { user_type: UserType::Admin, created_at: fixtures::NOW - Duration::DAY, ..fixtures::user() })
            .await
            .unwrap();
        after = page.next;
        if after.is_none() {
            return seen;
        }
    }
}
