//! `POST /user/request_removal` with in-memory ports.

use removal_request::RemovalRequest;
use usher_domain::ports::{HideUser, KeepRemovalRequest};
use usher_domain::removal::MAIL_INTERVAL;
use usher_domain::removal_mail::{DAY, MAX_MAILS_PER_DAY};
use usher_domain::use_cases::admit::MailLimits;
use usher_domain::{Email, Revocations, User, UserId};
use usher_lambda_kit::PublicAddress;
use usher_testkit::events;
use usher_testkit::fixtures::{self, NOW};
use usher_testkit::in_memory::{Attempts, EmailHashes, Links, Mail, RemovalQueue, Users};
use usher_testkit::world::World;

fn endpoint(world: &World) -> RemovalRequest<Attempts, EmailHashes, Users, Links, RemovalQueue, Mail> {
    RemovalRequest {
        mails: fixtures::requested_mails(fixtures::mail_limits(), world.attempts.clone()),
        address: PublicAddress::named(Some("https://people.example.com".to_owned())),
        users: world.users.clone(),
        links: world.links,
        requests: world.removal_queue.clone(),
        mail: world.mail.clone(),
    }
}

/// A world without requests for removal.
fn quiet() -> World {
    World { removal_queue: RemovalQueue::default(), ..World::default() }
}

#[tokio::test]
async fn token_in_the_mailed_link_confirms_the_request() {
    let (world, ada) = (quiet(), fixtures::ada());
    events::answer(&endpoint(&world), &events::event("removal/request")).await;
    let [(to, link)] = world.mail.links().try_into().unwrap();
    assert_eq!(to, ada.email);
    let start = format!("https://people.example.com/user/remove?user_id={}&confirmation_token=", ada.id.as_str());
    let token = usher_domain::ConfirmationToken::parse(link.strip_prefix(&start).unwrap()).unwrap();
    let request = world.removal_queue.find(&ada.id).await.unwrap().unwrap();
    assert!(request.is_confirmed_by(&token, NOW));
    assert!(!request.is_confirmed_by(&fixtures::confirmation_token(), NOW));
}

#[tokio::test]
async fn second_mail_within_the_pause_is_silently_dropped() {
    let world = quiet();
    let event = events::event("removal/request");
    let mut answers = Vec::new();
    for (now, mails) in [(NOW, 1), (NOW, 1), (NOW + MAIL_INTERVAL / 2, 1), (NOW + MAIL_INTERVAL, 2)] {
        let answer = events::whole_answer_at(now, &endpoint(&world), &event).await;
        answers.push((answer.status(), format!("{:?}", answer.body())));
        assert_eq!(world.mail.links().len(), mails, "at {now}");
    }
    assert_eq!(answers[0].0, 200);
    assert!(answers.iter().all(|answer| *answer == answers[0]));
    let [(_, first), (_, second)] = world.mail.links().try_into().unwrap();
    assert_ne!(first, second, "each mail has its own token");
}

#[tokio::test]
async fn a_changed_person_is_mailed_at_once() {
    let world = quiet();
    let limits = MailLimits { per_recipient: 10, per_source: 10, total: 10 };
    let event = events::event("removal/request");
    events::answer(&endpoint(&world), &event).await;
    let new = Email::parse("ada.king@example.com").unwrap();
    let moved = User { email: new.clone(), ..fixtures::ada() };
    let with_password = User { password_changed_at: Some(NOW), ..moved.clone() };
    let revoked = User { revocations: Revocations::of_all(NOW), ..with_password.clone() };
    for changed in [moved, with_password, revoked] {
        let world = World { users: Users::of([changed]), ..world.clone() };
        let before = world.mail.links().len();
        for _ in 0..2 {
            let endpoint =
                RemovalRequest { mails: fixtures::requested_mails(limits, world.attempts.clone()), ..endpoint(&world) };
            assert_eq!(events::answer(&endpoint, &event).await.0, 200);
            assert_eq!(world.mail.links().len(), before + 1);
            assert_eq!(world.mail.links().last().unwrap().0, new);
        }
    }
}

#[tokio::test]
async fn sixth_mail_of_a_day_is_silently_dropped() {
    let world = quiet();
    let endpoint = RemovalRequest {
        mails: fixtures::requested_mails(
            MailLimits { per_recipient: 50, per_source: 50, total: 50 },
            world.attempts.clone(),
        ),
        ..endpoint(&world)
    };
    let event = events::event("removal/request");
    let mut answers = Vec::new();
    for request in 0..40 {
        let now = NOW + MAIL_INTERVAL * request;
        let answer = events::whole_answer_at(now, &endpoint, &event).await;
        answers.push((answer.status(), format!("{:?}", answer.body())));
    }
    assert_eq!(world.mail.links().len(), MAX_MAILS_PER_DAY);
    assert!(answers.iter().all(|answer| *answer == answers[0]));
    events::whole_answer_at(NOW + DAY, &endpoint, &event).await;
    assert_eq!(world.mail.links().len(), MAX_MAILS_PER_DAY + 1);
}

#[tokio::test]
async fn failed_mail_withdraws_the_request() {
    let mut world = quiet();
    let (event, whole) = (events::event("removal/request"), world.mail.clone());
    world.mail = whole.clone().breaking();
    assert_eq!(events::answer(&endpoint(&world), &event).await.0, 500);
    assert_eq!(world.removal_queue.find(&fixtures::ada().id).await.unwrap(), None);
    world.mail = whole;
    assert_eq!(events::answer(&endpoint(&world), &event).await.0, 200);
    assert_eq!(world.mail.links().len(), 1);
}

#[tokio::test]
async fn unknown_or_erased_user_gets_no_mail() {
    let world = quiet();
    world.users.hide(&fixtures::ada().id, NOW).await.unwrap();
    let refused = events::answer(&endpoint(&world), &events::event("removal/request")).await;
    assert_eq!(refused.0, 400);
    assert_eq!(refused, events::answer(&endpoint(&world), &events::event("removal/request-unknown")).await);
    assert_eq!(world.mail.links(), []);
    assert_eq!(world.removal_queue.find(&fixtures::ada().id).await.unwrap(), None);
}

/// Requests the removal of this user from this source, `round` mail pauses after `NOW`.
async fn ask(world: &World, source: &str, user: &UserId, round: i32) -> u16 {
    let body = format!(r#"{{"user_id":"{}"}}"#, user.as_str());
    let event = events::from_source(events::with_body(events::event("removal/request"), &body), source);
    let now = NOW + MAIL_INTERVAL * round;
    events::whole_answer_at(now, &endpoint(world), &event).await.status().as_u16()
}

#[tokio::test]
async fn mails_are_limited_by_recipient() {
    let (world, ada) = (quiet(), fixtures::ada().id);
    let answers = [
        ask(&world, "203.0.113.1", &ada, 0).await,
        ask(&world, "203.0.113.2", &ada, 1).await,
        ask(&world, "203.0.113.3", &ada, 2).await,
    ];
    assert_eq!(answers, [200, 200, 429]);
    assert_eq!(world.mail.links().len(), 2);
    assert_eq!(ask(&world, "203.0.113.3", &fixtures::grace().id, 2).await, 200, "other recipients are not limited");
    assert_eq!(ask(&world, "203.0.113.3", &ada, 72).await, 200, "the count starts again the next day");
}

#[tokio::test]
async fn refused_mail_keeps_the_previous_link_valid() {
    let (world, ada) = (quiet(), fixtures::ada().id);
    for round in 0..2 {
        assert_eq!(ask(&world, "203.0.113.1", &ada, round).await, 200);
    }
    let waiting = world.removal_queue.find(&ada).await.unwrap();
    assert_eq!(ask(&world, "203.0.113.1", &ada, 2).await, 429);
    assert_eq!(world.removal_queue.find(&ada).await.unwrap(), waiting);
}

#[tokio::test]
async fn mails_are_limited_by_source() {
    let (world, ada, grace) = (quiet(), fixtures::ada().id, fixtures::grace().id);
    let admin = usher_testkit::world::admin().id;
    for user in [&ada, &grace, &admin] {
        assert_eq!(ask(&world, "203.0.113.1", user, 0).await, 200);
    }
    assert_eq!(ask(&world, "203.0.113.1", &ada, 1).await, 429);
    assert_eq!(ask(&world, "203.0.113.2", &ada, 1).await, 200, "the count of the recipient was not used up");
    assert_eq!(ask(&world, "203.0.113.3", &grace, 1).await, 429, "the limit of the stack is reached");
    assert_eq!(world.mail.links().len(), 4);
}

#[tokio::test]
async fn unsent_mails_are_not_counted() {
    let (world, ada) = (quiet(), fixtures::ada().id);
    for _ in 0..9 {
        assert_eq!(ask(&world, "203.0.113.1", &ada, 0).await, 200);
        assert_eq!(ask(&world, "203.0.113.1", &fixtures::user_id(), 0).await, 400);
    }
    assert_eq!(world.attempts.total(), 3, "source, recipient and stack, once each");
}

#[tokio::test]
async fn without_a_limiter_no_mail_is_sent() {
    let world = World { attempts: Attempts::default().breaking(), ..quiet() };
    assert_eq!(ask(&world, "203.0.113.1", &fixtures::ada().id, 0).await, 500);
    assert_eq!(world.mail.links(), []);
}
