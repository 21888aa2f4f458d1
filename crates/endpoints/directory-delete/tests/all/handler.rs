//! `DELETE /user/{email}` with in-memory ports.

use directory_delete::DirectoryDelete;
use usher_domain::ports::FindUser;
use usher_domain::use_cases::access::ErasingSignIn;
use usher_domain::{User, UserType};
use usher_testkit::in_memory::{Erasures, Users};
use usher_testkit::{events, fixtures};

fn endpoint(users: impl IntoIterator<Item = User>) -> DirectoryDelete<Users, Erasures> {
    DirectoryDelete {
        issuer: fixtures::issuer(),
        sign_in: ErasingSignIn::Any,
        users: Users::of(users),
        erase_user: Erasures::default(),
    }
}

#[tokio::test]
async fn user_erases_own_account_and_is_hidden() {
    let endpoint = endpoint([fixtures::ada(), fixtures::grace()]);
    assert_eq!(events::answer(&endpoint, &events::event("directory/delete")).await.0, 200);
    assert_eq!(endpoint.erase_user.started(), [fixtures::erasure(&fixtures::ada().id)]);
    assert_eq!(endpoint.users.by_email(&fixtures::ada().email).await.unwrap(), None);
    assert!(endpoint.users.by_email(&fixtures::grace().email).await.unwrap().is_some());
}

#[tokio::test]
async fn second_deletion_by_admin_gets_404() {
    let admin = User { user_type: UserType::Admin, ..fixtures::ada() };
    let endpoint = endpoint([admin, fixtures::grace()]);
    let event = events::event("directory/delete-somebody-else");
    for expected in [200, 404] {
        assert_eq!(events::answer(&endpoint, &event).await.0, expected);
        assert_eq!(endpoint.erase_user.started(), [fixtures::erasure(&fixtures::grace().id)]);
    }
    assert!(endpoint.users.by_email(&fixtures::ada().email).await.unwrap().is_some());
}

#[tokio::test]
async fn other_user_gets_403_even_for_unknown_user() {
    let event = events::event("directory/delete-somebody-else");
    let [with_grace, without] = [endpoint([fixtures::ada(), fixtures::grace()]), endpoint([fixtures::ada()])];
    let refused = events::answer(&with_grace, &event).await;
    assert_eq!(refused.0, 403);
    assert_eq!(refused, events::answer(&without, &event).await);
    assert_eq!(with_grace.erase_user.started(), []);
    assert!(with_grace.users.by_email(&fixtures::grace().email).await.unwrap().is_some());
}

#[tokio::test]
async fn the_last_admin_gets_409_and_stays() {
    let ada = User { user_type: UserType::Admin, ..fixtures::ada() };
    let alone = endpoint([ada.clone(), fixtures::grace()]);
    assert_eq!(events::answer(&alone, &events::event("directory/delete")).await.0, 409);
    assert_eq!(alone.erase_user.started(), []);
    assert!(alone.users.by_email(&ada.email).await.unwrap().is_some());

    let beside = endpoint([ada, User { user_type: UserType::Admin, ..fixtures::grace() }]);
    assert_eq!(events::answer(&beside, &events::event("directory/delete")).await.0, 200);
}

#[tokio::test]
async fn old_sign_in_gets_403_if_a_recent_one_is_needed() {
    let endpoint = DirectoryDelete { sign_in: ErasingSignIn::Recent, ..endpoint([fixtures::ada()]) };
    let old = events::event("directory/delete");
    assert_eq!(events::answer(&endpoint, &old).await.0, 403);
    assert_eq!(endpoint.erase_user.started(), []);
    let recent = events::with_claims(old, &[("auth_time", "1795348000")]);
    assert_eq!(events::answer(&endpoint, &recent).await.0, 200);
}
