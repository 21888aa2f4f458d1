//! The state `get-user` on in-memory ports.

use get_user::GetUser;
use serde_json::{Value, to_value};
use time::Duration;
use usher_domain::Email;
use usher_domain::ports::{CheckTaken, FindUser, LeaseUser};
use usher_domain::update::Lease;
use usher_testkit::world::World;
use usher_testkit::{events, fixtures};

async fn outcome(world: &World, event: Value) -> Result<Value, &'static str> {
    let task = GetUser { users: world.users.clone() };
    events::outcome(&task, event).await.map(|user| to_value(user).unwrap()).map_err(|error| error.name())
}

fn of_another_update() -> Value {
    let mut event = events::event("tasks/get-user");
    event["held_by"] = "another update".into();
    event
}

#[tokio::test]
async fn retry_returns_the_same_user() {
    let world = World::default();
    let once = outcome(&world, events::event("tasks/get-user")).await.unwrap();
    let twice = outcome(&world, events::event("tasks/get-user")).await.unwrap();
    assert_eq!(once["email"], "ada@example.com");
    assert_eq!((&once["id"], &once["updated_at"]), (&twice["id"], &twice["updated_at"]));
}

#[tokio::test]
async fn concurrent_update_is_refused_until_the_release() {
    let world = World::default();
    outcome(&world, events::event("tasks/get-user")).await.unwrap();
    assert_eq!(outcome(&world, of_another_update()).await, Err("UpdateUnderWay"));
    world.users.release(&fixtures::ada().id);
    assert!(outcome(&world, of_another_update()).await.is_ok());
    assert_eq!(outcome(&world, events::event("tasks/get-user")).await, Err("UpdateUnderWay"));
}

#[tokio::test]
async fn lease_of_a_dead_update_expires() {
    for (age, has_expired) in [(Lease::TTL, false), (Lease::TTL + Duration::seconds(1), true)] {
        let world = World::default();
        let lost = Lease { by: "an update that died".to_owned(), from: fixtures::NOW - age };
        world.users.lease(&fixtures::ada().id, &lost).await.unwrap();
        assert_eq!(outcome(&world, events::event("tasks/get-user")).await.is_ok(), has_expired, "{age}");
    }
}

#[tokio::test]
async fn unknown_user_and_malformed_id_are_refused() {
    let world = World::default();
    assert_eq!(outcome(&world, events::event("tasks/get-user-unknown")).await, Err("UserNotFound"));
    assert_eq!(outcome(&world, events::event("tasks/get-user-bad-id")).await, Err("MalformedMessage"));
}

#[tokio::test]
async fn new_address_is_reserved_for_the_user() {
    let (world, new) = (World::default(), Email::parse("ada.king@example.com").unwrap());
    for _ in 0..2 {
        let given = outcome(&world, events::event("tasks/get-user-new-address")).await.unwrap();
        assert_eq!(given["email"], "ada@example.com", "the record is unchanged");
    }
    assert!(world.users.check_taken(&new, None, fixtures::NOW).await.is_err());
    assert_eq!(world.users.by_email(&new).await.unwrap(), None);
}

#[tokio::test]
async fn taken_address_is_refused() {
    assert_eq!(outcome(&World::default(), events::event("tasks/get-user-taken")).await, Err("EmailTaken"));
}

#[tokio::test]
async fn own_address_is_not_reserved() {
    let world = World::default();
    let mut event = events::event("tasks/get-user-new-address");
    event["email"] = "ada@example.com".into();
    outcome(&world, event).await.unwrap();
    assert_eq!(world.users.by_email(&fixtures::ada().email).await.unwrap(), Some(fixtures::ada()));
}

#[tokio::test]
async fn interrupted_update_is_reported() {
    let world = World::default();
    let lost = Lease { by: "an update that died".to_owned(), from: fixtures::NOW - Lease::TTL * 2 };
    assert_eq!(outcome(&world, events::event("tasks/get-user")).await.unwrap()["interrupted"], false);
    world.users.lease(&fixtures::grace().id, &lost).await.unwrap();
    let mut event = events::event("tasks/get-user");
    event["user_id"] = fixtures::grace().id.as_str().into();
    assert_eq!(outcome(&world, event).await.unwrap()["interrupted"], true);
}
