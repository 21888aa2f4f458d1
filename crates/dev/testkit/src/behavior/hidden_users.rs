//! The contract of `HideUser`, and its effect on the other ports of user records.

use usher_domain::listing::{Filter, PageSize, Position};
use usher_domain::ports::{
    ChangeUser, CheckTaken, CreateUser, CreateUserRefusal, DeleteUser, FindUser, HideUser, LeaseUser, ListUsers,
    NoteAcceptance,
};
use usher_domain::terms::{AcceptedTerms, TermsVersions, TextVersion};
use usher_domain::update::Lease;
use usher_domain::use_cases::list::list;
use usher_domain::{DomainError, User};

use crate::fixtures::{self, NOW};

/// Checks the whole contract.
pub async fn whole_contract<Users>(users: &Users)
where
    Users: CheckTaken + CreateUser + DeleteUser + FindUser + HideUser + LeaseUser + ListUsers,
    Users: NoteAcceptance + ChangeUser,
{
    hidden_user_is_not_found(users).await;
    hidden_user_is_not_listed(users).await;
    unique_keys_of_hidden_user_stay_taken(users).await;
    hidden_user_cannot_be_changed(users).await;
    hidden_user_can_be_deleted(users).await;
    hiding_unknown_user_creates_nothing(users).await;
}

async fn create_hidden(users: &(impl CreateUser + HideUser)) -> User {
    let user = users.create(&fixtures::user()).await.unwrap();
    users.hide(&user.id, NOW).await.unwrap();
    user
}

fn lease(by: &str) -> Lease {
    Lease { by: by.to_owned(), from: NOW }
}

/// No lookup finds a hidden user. Hiding returns the files' folder, also the second time.
async fn hidden_user_is_not_found(users: &(impl CreateUser + FindUser + HideUser)) {
    let user = users.create(&fixtures::user()).await.unwrap();
    for _ in 0..2 {
        assert_eq!(users.hide(&user.id, NOW).await.unwrap(), Some(user.files_folder.clone()));
        assert_eq!(users.by_id(&user.id).await.unwrap(), None);
        assert_eq!(users.by_email(&user.email).await.unwrap(), None);
        assert_eq!(users.by_account_id(&user.account_id).await.unwrap(), None);
        assert_eq!(users.by_number(user.number).await.unwrap(), None);
    }
}

/// A hidden user is on no page of the list; others are.
async fn hidden_user_is_not_listed(users: &(impl CreateUser + FindUser + HideUser + ListUsers)) {
    let (gone, seen) = (create_hidden(users).await, users.create(&fixtures::user()).await.unwrap());
    let filter = Filter { account_id: None, user_type: Some(seen.user_type) };
    let (mut listed, mut after): (_, Option<Position>) = (Vec::new(), None);
    loop {
        let page = list(users, &filter, after, PageSize::parse("1000").unwrap()).await.unwrap();
        listed.extend(page.users.into_iter().map(|user| user.id));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    assert!(listed.contains(&seen.id));
    assert!(!listed.contains(&gone.id));
}

/// The unique keys of a hidden user stay taken, also for a retried registration of the same user.
async fn unique_keys_of_hidden_user_stay_taken(users: &(impl CheckTaken + CreateUser + HideUser)) {
    let user = create_hidden(users).await;
    assert!(matches!(users.check_taken(&user.email, None, NOW).await, Err(DomainError::EmailTaken)));
    let with_account = users.check_taken(&fixtures::email(), Some(&user.account_id), NOW).await;
    assert!(matches!(with_account, Err(DomainError::AccountIdTaken)));
    let same_email = User { email: user.email.clone(), ..fixtures::user() };
    let same_account = User { account_id: user.account_id.clone(), ..fixtures::user() };
    let same_number = User { number: user.number, ..fixtures::user() };
    assert!(matches!(users.create(&same_email).await, Err(CreateUserRefusal::EmailTaken)));
    assert!(matches!(users.create(&same_account).await, Err(CreateUserRefusal::AccountIdTaken)));
    assert!(matches!(users.create(&same_number).await, Err(CreateUserRefusal::NumberTaken)));
    assert!(
        users.create(&user).await.is_err(),
        "a late retry of the registration does not make the user visible again"
    );
}

/// A hidden user cannot be leased, noted or updated, not even by the update that held the lease before.
async fn hidden_user_cannot_be_changed(
    users: &(impl CheckTaken + CreateUser + FindUser + HideUser + LeaseUser + NoteAcceptance + ChangeUser),
) {
    let user = users.create(&fixtures::user()).await.unwrap();
    users.lease(&user.id, &lease("one")).await.unwrap();
    users.hide(&user.id, NOW).await.unwrap();
    for by in ["one", "two"] {
        assert!(matches!(users.lease(&user.id, &lease(by)).await, Err(DomainError::UserNotFound)), "{by}");
    }
    let version = || TextVersion::parse("1").unwrap();
    let versions = TermsVersions { terms_of_service: version(), privacy_policy: version() };
    let accepted = AcceptedTerms { versions, accepted_at: NOW };
    assert!(matches!(users.note(&user.id, &accepted).await, Err(DomainError::UserNotFound)));
    let after = User { email: fixtures::email(), ..user.clone() };
    assert!(matches!(users.update(&user, &after, "one", None).await, Err(DomainError::UpdateUnderWay)));
    users.check_taken(&after.email, None, NOW).await.unwrap();
    assert_eq!(users.by_id(&user.id).await.unwrap(), None);
}

/// A hidden user can be deleted, which frees the unique keys.
async fn hidden_user_can_be_deleted(users: &(impl CreateUser + DeleteUser + FindUser + HideUser)) {
    let user = create_hidden(users).await;
    for _ in 0..2 {
        users.delete(&user.id).await.unwrap();
        assert_eq!(users.hide(&user.id, NOW).await.unwrap(), None);
    }
    let successor = User { id: fixtures::user_id(), ..user };
    assert_eq!(users.create(&successor).await.unwrap(), successor);
    assert_eq!(users.by_email(&successor.email).await.unwrap(), Some(successor));
}

/// Hiding an unknown user creates nothing.
async fn hiding_unknown_user_creates_nothing(users: &(impl FindUser + HideUser)) {
    let unknown = fixtures::user_id();
    assert_eq!(users.hide(&unknown, NOW).await.unwrap(), None);
    assert_eq!(users.by_id(&unknown).await.unwrap(), None);
}
