//! `POST /user/remove` with in-memory ports.

use std::time::Duration;

use removal_remove::RemovalRemove;
use time::OffsetDateTime;
use usher_domain::mailed_link::MailedLink;
use usher_domain::ports::{FindUser, KeepRemovalRequest, QueueRemoval};
use usher_domain::removal::{CLAIM_TTL, LINK_TTL, TokenHash};
use usher_domain::{Email, FullName, Revocations, User, UserType};
use usher_testkit::events;
use usher_testkit::fixtures::{self, NOW};
use usher_testkit::in_memory::{Erasures, Links, RemovalQueue, Users};
use usher_testkit::world::{World, admin};

fn endpoint(world: &World) -> RemovalRemove<RemovalQueue, Links, Erasures, Users> {
    RemovalRemove {
        requests: world.removal_queue.clone(),
        links: world.links,
        erase_user: world.erasures.clone(),
        users: world.users.clone(),
    }
}

/// The status of a request with a new request id.
async fn status_at(now: OffsetDateTime, world: &World, event: &str) -> u16 {
    let mut event = events::event(event);
    event["requestContext"]["requestId"] = fixtures::uuid().to_string().into();
    events::whole_answer_at(now, &endpoint(world), &event).await.status().as_u16()
}

async fn status(world: &World, event: &str) -> u16 {
    status_at(NOW, world, event).await
}

async fn is_ada_there(world: &World) -> bool {
    world.users.by_id(&fixtures::ada().id).await.unwrap().is_some()
}

#[tokio::test]
async fn token_works_once_in_every_format() {
    for event in ["removal/remove", "removal/remove-misspelt", "removal/remove-form"] {
        let (world, ada) = (World::default(), fixtures::ada().id);
        for expected in [200, 400, 400] {
            assert_eq!(status(&world, event).await, expected, "{event}");
            assert_eq!(world.erasures.started(), [fixtures::erasure(&ada)]);
            assert!(!is_ada_there(&world).await);
        }
        let expected = [(ada.clone(), Duration::from_secs(8))];
        assert_eq!(world.removal_queue.waits(), expected, "the wait for services has a timeout");
        let erasure = fixtures::erasure(&ada);
        world.removal_queue.queue(&erasure, &fixtures::run(&erasure), None, &[]).await.unwrap();
        let later = NOW + CLAIM_TTL * 2;
        assert_eq!(status_at(later, &world, event).await, 400, "the token stays void once the removal is queued");
    }
}

#[tokio::test]
async fn invalid_token_erases_no_user() {
    let world = World::default();
    for event in [
        "removal/remove-wrong-token",
        "removal/remove-form-wrong-token",
        "removal/remove-somebody-else",
        "removal/remove-expired",
        "removal/remove-broken-json",
    ] {
        assert_eq!(status(&world, event).await, 400, "{event}");
    }
    assert_eq!(world.erasures.started(), []);
    assert!(is_ada_there(&world).await);
    assert_eq!(status(&world, "removal/remove").await, 200, "the right token is still valid");
}

#[tokio::test]
async fn token_expires_after_a_day() {
    let mailed_at = NOW - LINK_TTL;
    for (later, expected) in [(time::Duration::ZERO, 400), (-time::Duration::SECOND, 200)] {
        let bound_to = Links::of_removal(&fixtures::ada());
        let request = MailedLink { token: TokenHash::of(&fixtures::confirmation_token()), mailed_at, bound_to };
        let removal_queue = RemovalQueue::waiting([(fixtures::ada().id, request)]);
        let world = World { removal_queue, ..World::default() };
        assert_eq!(status_at(NOW + later, &world, "removal/remove").await, expected);
    }
}

#[tokio::test]
async fn failed_start_can_be_retried_after_the_claim_expires() {
    let mut world = World::default();
    let whole = world.erasures.clone();
    world.erasures = whole.clone().breaking();
    assert_eq!(status(&world, "removal/remove").await, 500);
    assert!(is_ada_there(&world).await);
    world.erasures = whole;
    assert_eq!(status(&world, "removal/remove").await, 400, "another confirmation may still be under way");
    let later = NOW + CLAIM_TTL + time::Duration::SECOND;
    assert_eq!(status_at(later, &world, "removal/remove").await, 200);
    assert_eq!(world.erasures.started().len(), 1);
}

#[tokio::test]
async fn a_newer_link_voids_the_older_one() {
    let world = World::default();
    let newer = usher_domain::ConfirmationToken::from_bits([1; 32]);
    let bound_to = Links::of_removal(&fixtures::ada());
    let request = MailedLink { token: TokenHash::of(&newer), mailed_at: NOW, bound_to };
    assert!(world.removal_queue.open(&fixtures::ada().id, &request).await.unwrap());
    assert_eq!(status(&world, "removal/remove").await, 400);
    assert!(is_ada_there(&world).await);
}

#[tokio::test]
async fn changed_account_voids_the_link() {
    let changed = [
        User { email: Email::parse("ada.king@example.com").unwrap(), ..fixtures::ada() },
        User { password_changed_at: Some(NOW), ..fixtures::ada() },
        User { revocations: Revocations::of_all(NOW), ..fixtures::ada() },
    ];
    for ada in changed {
        let world = World { users: Users::of([ada]), ..World::default() };
        assert_eq!(status(&world, "removal/remove").await, 400);
        assert_eq!(world.erasures.started(), []);
        assert!(is_ada_there(&world).await);
    }
}

#[tokio::test]
async fn other_changes_keep_the_link_valid() {
    let ada =
        User { full_name: FullName::parse("Ada King").ok(), picture: Some(fixtures::picture()), ..fixtures::ada() };
    let world = World { users: Users::of([User { updated_at: NOW, ..ada }]), ..World::default() };
    assert_eq!(status(&world, "removal/remove").await, 200);
}

#[tokio::test]
async fn the_last_admin_gets_409_and_stays() {
    let ada = User { user_type: UserType::Admin, ..fixtures::ada() };
    let world = World { users: Users::of([ada.clone()]), ..World::default() };
    for event in ["removal/remove", "removal/remove-form"] {
        let later = if event == "removal/remove" { NOW } else { NOW + CLAIM_TTL * 2 };
        assert_eq!(status_at(later, &world, event).await, 409);
    }
    assert_eq!(world.erasures.started(), []);
    assert!(is_ada_there(&world).await);

    let world = World { users: Users::of([ada, admin()]), ..World::default() };
    assert_eq!(status(&world, "removal/remove").await, 200);
}
