//! The state `create-user-record` on in-memory ports.

use std::sync::atomic::{AtomicU64, Ordering};

use create_user_record::CreateUserRecord;
use serde_json::to_value;
use usher_domain::{Failure, User, UserNumber};
use usher_testkit::in_memory::Users;
use usher_testkit::{events, fixtures};

fn task(users: Users) -> CreateUserRecord<Users> {
    CreateUserRecord { users, draw: || Ok(fixtures::uuid().as_u128()) }
}

#[tokio::test]
async fn retry_returns_the_stored_record() {
    let task = task(Users::default());
    let event = events::event("tasks/create-user-record");
    let once = to_value(events::outcome(&task, event.clone()).await.unwrap()).unwrap();
    let twice = to_value(events::outcome(&task, event).await.unwrap()).unwrap();
    assert_eq!(once, twice);
}

#[tokio::test]
async fn taken_number_is_drawn_again() {
    static DRAWS: AtomicU64 = AtomicU64::new(0);
    // The first draw is for the files folder, the second for the number.
    let first_draw = UserNumber::from_random(2 << 100);
    let holder = User { number: first_draw, ..fixtures::user() };
    let draw = || Ok(u128::from(DRAWS.fetch_add(1, Ordering::Relaxed) + 1) << 100);
    let task = CreateUserRecord { users: Users::of([holder]), draw };
    let stored = to_value(events::outcome(&task, events::event("tasks/create-user-record")).await.unwrap()).unwrap();
    assert_ne!(stored["number"], first_draw.get());
    assert_eq!(DRAWS.load(Ordering::Relaxed), 3);
}

#[tokio::test]
async fn taken_address_or_account_id_is_refused() {
    let same_email = User { email: fixtures::ada().email, ..fixtures::user() };
    let same_account = User { account_id: fixtures::ada().account_id, ..fixtures::grace() };
    for (holder, name) in [(same_email, "EmailTaken"), (same_account, "AccountIdTaken")] {
        let event = events::event("tasks/create-user-record");
        assert_eq!(events::outcome(&task(Users::of([holder])), event).await.unwrap_err().name(), name);
    }
}

#[tokio::test]
async fn failed_call_is_unavailable_and_is_retried() {
    let event = || events::event("tasks/create-user-record");
    let no_randomness =
        CreateUserRecord { users: Users::default(), draw: || Err(Failure::new("draw random bits", "none left")) };
    assert_eq!(events::outcome(&task(Users::broken()), event()).await.unwrap_err().name(), "Unavailable");
    assert_eq!(events::outcome(&no_randomness, event()).await.unwrap_err().name(), "Unavailable");
}
