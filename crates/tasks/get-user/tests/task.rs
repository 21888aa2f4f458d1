//! The state `get-user` on in-memory ports.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

use get_user::GetUser;
use serde_json::{Value, to_value};
use time::Duration;
use usher_domain::ports::HoldUser;
use usher_domain::update::Hold;
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
async fn run_twice_for_one_update_it_gives_the_same_user() {
    let world = World::default();
    let once = outcome(&world, events::event("tasks/get-user")).await.unwrap();
    let twice = outcome(&world, events::event("tasks/get-user")).await.unwrap();
    assert_eq!((&once, &once["email"]), (&twice, &Value::from("ada@example.com")));
}

#[tokio::test]
async fn another_update_is_kept_out_until_the_first_releases_the_user() {
    let world = World::default();
    outcome(&world, events::event("tasks/get-user")).await.unwrap();
    assert_eq!(outcome(&world, of_another_update()).await, Err("UpdateUnderWay"));
    world.users.release(&fixtures::ada().id);
    assert!(outcome(&world, of_another_update()).await.is_ok());
    assert_eq!(outcome(&world, events::event("tasks/get-user")).await, Err("UpdateUnderWay"));
}

#[tokio::test]
async fn an_update_that_nobody_ends_keeps_others_out_for_two_minutes() {
    for (age, is_over) in [(Hold::LIFE, false), (Hold::LIFE + Duration::seconds(1), true)] {
        let world = World::default();
        let lost = Hold { by: "an update that died".to_owned(), from: fixtures::NOW - age };
        world.users.hold(&fixtures::ada().id, &lost).await.unwrap();
        assert_eq!(outcome(&world, events::event("tasks/get-user")).await.is_ok(), is_over, "{age}");
    }
}

#[tokio::test]
async fn nobody_is_told_apart_from_an_input_that_names_nobody() {
    let world = World::default();
    assert_eq!(outcome(&world, events::event("tasks/get-user-unknown")).await, Err("UserNotFound"));
    assert_eq!(outcome(&world, events::event("tasks/get-user-bad-id")).await, Err("Unavailable"));
}
