//! The state `check-existing-user` on in-memory ports.

use check_existing_user::CheckExistingUser;
use time::Duration;
use usher_domain::ports::ReserveEmail;
use usher_domain::update::Lease;
use usher_domain::{Email, User};
use usher_testkit::in_memory::Users;
use usher_testkit::{events, fixtures};

async fn refusal(users: Users, event: &str) -> Option<&'static str> {
    events::outcome(&CheckExistingUser { users }, events::event(event)).await.err().map(|error| error.name())
}

#[tokio::test]
async fn taken_address_or_account_id_is_refused() {
    let grace = User { account_id: fixtures::ada().account_id, ..fixtures::grace() };
    let event = "tasks/check-existing-user";
    assert_eq!(refusal(Users::default(), event).await, None);
    assert_eq!(refusal(Users::of([fixtures::ada()]), event).await, Some("EmailTaken"));
    assert_eq!(refusal(Users::of([grace]), event).await, Some("AccountIdTaken"));
}

#[tokio::test]
async fn malformed_input_is_refused() {
    assert_eq!(refusal(Users::default(), "tasks/check-existing-user-unreadable").await, Some("MalformedMessage"));
}

#[tokio::test]
async fn reserved_address_is_taken_until_it_expires() {
    let registered = || Email::parse(events::event("tasks/check-existing-user")["email"].as_str().unwrap()).unwrap();
    for (age, refused) in [(Lease::TTL, Some("EmailTaken")), (Lease::TTL + Duration::SECOND, None)] {
        let users = Users::default();
        let lease = Lease { by: "an update".to_owned(), from: fixtures::NOW - age };
        users.reserve(&fixtures::grace().id, &registered(), &lease).await.unwrap();
        assert_eq!(refusal(users, "tasks/check-existing-user").await, refused);
    }
}
