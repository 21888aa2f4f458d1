//! `PUT /api/user/update/` with in-memory ports.

use serde_json::{Value, json};
use session_update::SessionUpdate;
use usher_domain::ports::{LeaseUser, ReadPicture};
use usher_domain::update::Lease;
use usher_domain::{Email, Failure, Revocations, User};
use usher_lambda_kit::PublicAddress;
use usher_testkit::in_memory::{Identities, Pictures, Seal, UpdateUserWorkflow, Users};
use usher_testkit::world::{Ada, World};
use usher_testkit::{events, fixtures};

type Endpoint = SessionUpdate<Identities, Users, UpdateUserWorkflow, Pictures>;

fn endpoint(world: &World) -> Endpoint {
    SessionUpdate {
        address: PublicAddress::named(Some("https://people.example.com".to_owned())),
        tokens: world.identities.clone(),
        users: world.users.clone(),
        update_user: world.update_user(),
        prepare: |uploaded| Ok(usher_picture::prepare(uploaded)),
        pictures: world.pictures.clone(),
        draw: || Ok(fixtures::uuid().as_u128()),
    }
}

async fn answer(endpoint: &Endpoint, event: &Value) -> (u16, Value) {
    let (status, body) = events::answer(endpoint, event).await;
    (status.as_u16(), body)
}

/// Ignores the time of the password change and the revoked sessions. A rollback keeps both, since the password may have
/// been set, and mailed links and other sessions must be void then.
fn without_password_change(mut ada: Ada) -> Ada {
    (ada.record.password_changed_at, ada.record.revocations) = (None, Revocations::default());
    ada
}

#[tokio::test]
async fn all_that_was_sent_changes() {
    let world = World::with_picture();
    let (status, body) = answer(&endpoint(&world), &events::event("session/update")).await;
    assert_eq!((status, &body["email"], &body["full_name"]), (200, &json!("ada.king@example.com"), &json!("Ada King")));
    let (ada, new) = (world.ada().await, Email::parse("ada.king@example.com").unwrap());
    assert_eq!((&ada.record.email, &ada.identity.email, ada.has_first_password), (&new, &new, false));
}

#[tokio::test]
async fn new_picture_replaces_and_deletes_the_old_one() {
    for event in ["session/update", "session/update-form"] {
        let world = World::with_picture();
        let (status, body) = answer(&endpoint(&world), &events::event(event)).await;
        let ada = world.ada().await;
        let name = ada.record.picture.unwrap();
        assert_eq!((status, name == fixtures::picture()), (200, false));
        assert_eq!(ada.pictures, std::slice::from_ref(&name));
        assert_eq!(*name.folder(), ada.record.files_folder);
        assert_eq!(body["profile_pic"], format!("https://people.example.com/api/user/media/{name}"));
        let stored = world.pictures.read(&name).await.unwrap().unwrap();
        assert!(stored.starts_with(b"\x89PNG"), "the stored picture was re-encoded");
    }
}

#[tokio::test]
async fn null_removes_the_picture_and_absence_keeps_it() {
    let world = World::with_picture();
    assert_eq!(answer(&endpoint(&world), &events::event("session/update-nothing")).await.0, 200);
    assert_eq!(world.ada().await.pictures, [fixtures::picture()]);
    for _ in 0..2 {
        let event = events::event("session/update-no-picture-any-more");
        let (status, body) = answer(&endpoint(&world), &event).await;
        assert_eq!((status, &body["profile_pic"]), (200, &Value::Null));
        let ada = world.ada().await;
        assert_eq!((ada.record.picture, ada.pictures), (None, vec![]));
    }
}

#[tokio::test]
async fn refused_update_leaves_no_new_picture() {
    let world = World::with_picture();
    let before = world.ada().await;
    for (event, status) in [
        ("session/update-taken", 400),
        ("session/update-bad-fields", 400),
        ("session/update-not-a-picture", 400),
        ("session/update-broken-json", 400),
        ("session/update-no-token", 401),
    ] {
        assert_eq!(answer(&endpoint(&world), &events::event(event)).await.0, status, "{event}");
        assert_eq!(world.ada().await, before, "{event}");
    }
}

#[tokio::test]
async fn failed_record_write_rolls_back_everything() {
    let world = World::with_picture().breaking();
    let before = world.ada().await;
    let (status, body) = answer(&endpoint(&world), &events::event("session/update")).await;
    assert_eq!((status, body), (500, json!({ "detail": "Something went wrong on our side." })));
    assert_eq!(world.ada().await, before);
}

#[tokio::test]
async fn failed_password_change_rolls_back_everything() {
    let world = World::with_picture();
    let before = world.ada().await;
    let update_user = UpdateUserWorkflow { keys: Seal::default(), ..world.update_user() };
    let endpoint = SessionUpdate { update_user, ..endpoint(&world) };
    assert_eq!(answer(&endpoint, &events::event("session/update")).await.0, 500);
    assert_eq!(without_password_change(world.ada().await), before);
}

#[tokio::test]
async fn concurrent_update_gets_409_and_leaves_no_picture() {
    let world = World::with_picture();
    let before = world.ada().await;
    let other = Lease { by: "another update".to_owned(), from: fixtures::NOW };
    world.users.lease(&before.record.id, &other).await.unwrap();
    let (status, body) = answer(&endpoint(&world), &events::event("session/update")).await;
    let told = json!({ "detail": "Another update is under way; nothing was changed, try again." });
    assert_eq!((status, body), (409, told));
    assert_eq!(world.ada().await, before);
}

#[tokio::test]
async fn without_randomness_no_picture_is_stored() {
    let world = World::with_picture();
    let before = world.ada().await;
    let endpoint = SessionUpdate { draw: || Err(Failure::new("draw random bits", "none left")), ..endpoint(&world) };
    assert_eq!(answer(&endpoint, &events::event("session/update")).await.0, 500);
    assert_eq!(world.ada().await, before);
}

#[tokio::test]
async fn a_revoked_session_changes_nothing() {
    let revoked = User { revocations: Revocations::of_all(fixtures::NOW), ..fixtures::ada() };
    let world = World { users: Users::of([revoked]), ..World::default() };
    let (status, body) = answer(&endpoint(&world), &events::event("session/update")).await;
    assert_eq!((status, &body["code"]), (401, &json!("token_not_valid")));
    assert_eq!(world.pictures.names(), []);
}

#[tokio::test]
async fn throttled_update_gets_429_and_changes_nothing() {
    let world = World::with_picture().throttling();
    let before = world.ada().await;
    assert_eq!(answer(&endpoint(&world), &events::event("session/update")).await.0, 429);
    assert_eq!(world.ada().await, before);
}

#[tokio::test]
async fn picture_alone_never_reaches_the_identity_provider() {
    let world = World::with_picture().throttling();
    let (status, _) = answer(&endpoint(&world), &events::event("session/update-no-picture-any-more")).await;
    assert_eq!((status, world.identities.updates()), (200, 0));
}

#[tokio::test]
async fn new_address_or_password_revokes_the_other_sessions() {
    for (body, revokes) in [
        (json!({ "full_name": "Ada King" }), false),
        (json!({ "email": "ada.king@example.com" }), true),
        (json!({ "password": "staple a new battery" }), true),
    ] {
        let world = World::default();
        let other = world.identities.session(&fixtures::ada().id).claims;
        let event = events::with_body(events::event("session/update"), &body.to_string());
        assert_eq!(answer(&endpoint(&world), &event).await.0, 200, "{body}");
        assert!(world.is_signed_in(&fixtures::claims(&fixtures::ada(), &fixtures::session_id())).await, "{body}");
        assert_eq!(world.is_signed_in(&other).await, !revokes, "{body}");
    }
}
