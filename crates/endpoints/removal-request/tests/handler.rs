//! `POST /user/request_removal` on in-memory ports.

use removal_request::RemovalRequest;
use usher_domain::ports::{HideUser, KeepRemovalRequest};
use usher_domain::removal::MAIL_PAUSE;
use usher_domain::removal_mail::{DAY, MAILS_A_DAY};
use usher_domain::{Email, User};
use usher_lambda_kit::PublicAddress;
use usher_testkit::events;
use usher_testkit::fixtures::{self, NOW};
use usher_testkit::in_memory::{Links, Mail, RemovalQueue, Users};
use usher_testkit::world::World;

fn endpoint(world: &World) -> RemovalRequest<Users, Links, RemovalQueue, Mail> {
    RemovalRequest {
        address: PublicAddress::named(Some("https://people.example.com".to_owned())),
        users: world.users.clone(),
        links: world.links,
        requests: world.removal_queue.clone(),
        mail: world.mail.clone(),
    }
}

/// A world in which nobody has asked to be removed.
fn quiet() -> World {
    World { removal_queue: RemovalQueue::default(), ..World::default() }
}

#[tokio::test]
async fn the_mailed_link_holds_a_token_that_confirms_the_request() {
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
async fn one_person_gets_one_mail_in_each_pause_and_nobody_is_told() {
    let world = quiet();
    let event = events::event("removal/request");
    let mut answers = Vec::new();
    for (now, mails) in [(NOW, 1), (NOW, 1), (NOW + MAIL_PAUSE / 2, 1), (NOW + MAIL_PAUSE, 2)] {
        let answer = events::whole_answer_at(now, &endpoint(&world), &event).await;
        answers.push((answer.status(), format!("{:?}", answer.body())));
        assert_eq!(world.mail.links().len(), mails, "at {now}");
    }
    assert_eq!(answers[0].0, 200);
    assert!(answers.iter().all(|answer| *answer == answers[0]));
    let [(_, first), (_, second)] = world.mail.links().try_into().unwrap();
    assert_ne!(first, second, "each mail has a token of its own");
}

#[tokio::test]
async fn a_changed_person_is_mailed_at_once() {
    let world = quiet();
    let event = events::event("removal/request");
    events::answer(&endpoint(&world), &event).await;
    let new = Email::parse("ada.king@example.com").unwrap();
    let moved = User { email: new.clone(), ..fixtures::ada() };
    let with_password = User { password_changed_at: Some(NOW), ..moved.clone() };
    let revoked = User { sessions_revoked_at: Some(NOW), ..with_password.clone() };
    for changed in [moved, with_password, revoked] {
        let world = World { users: Users::of([changed]), ..world.clone() };
        let before = world.mail.links().len();
        for _ in 0..2 {
            assert_eq!(events::answer(&endpoint(&world), &event).await.0, 200);
            assert_eq!(world.mail.links().len(), before + 1);
            assert_eq!(world.mail.links().last().unwrap().0, new);
        }
    }
}

#[tokio::test]
async fn one_person_gets_five_mails_a_day_and_nobody_is_told() {
    let world = quiet();
    let event = events::event("removal/request");
    let mut answers = Vec::new();
    for request in 0..40 {
        let now = NOW + MAIL_PAUSE * request;
        let answer = events::whole_answer_at(now, &endpoint(&world), &event).await;
        answers.push((answer.status(), format!("{:?}", answer.body())));
    }
    assert_eq!(world.mail.links().len(), MAILS_A_DAY);
    assert!(answers.iter().all(|answer| *answer == answers[0]));
    events::whole_answer_at(NOW + DAY, &endpoint(&world), &event).await;
    assert_eq!(world.mail.links().len(), MAILS_A_DAY + 1);
}

#[tokio::test]
async fn a_mail_that_cannot_be_sent_withdraws_the_request_and_the_next_one_is_sent() {
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
async fn who_is_not_there_or_being_erased_gets_no_mail() {
    let world = quiet();
    world.users.hide(&fixtures::ada().id, NOW).await.unwrap();
    let refused = events::answer(&endpoint(&world), &events::event("removal/request")).await;
    assert_eq!(refused.0, 400);
    assert_eq!(refused, events::answer(&endpoint(&world), &events::event("removal/request-unknown")).await);
    assert_eq!(world.mail.links(), []);
    assert_eq!(world.removal_queue.find(&fixtures::ada().id).await.unwrap(), None);
}
