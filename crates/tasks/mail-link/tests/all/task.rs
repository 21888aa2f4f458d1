//! The state `mail-link` on in-memory ports.

use mail_link::MailLinkTask;
use serde_json::{Value, json};
use time::Duration;
use usher_domain::mailed_link::{LinkPage, LinkPurpose};
use usher_domain::ports::{BindLink, FindLink};
use usher_domain::restore::{Restoration, RestoreToken};
use usher_domain::{LinkToken, Locale, User};
use usher_testkit::in_memory::{Mail, Users};
use usher_testkit::world::World;
use usher_testkit::{events, fixtures};

async fn refusal(world: &World, purpose: &str, email: &str) -> Option<&'static str> {
    outcome(world, json!({ "purpose": purpose, "email": email })).await
}

async fn change(world: &World, was_verified: bool) -> Option<&'static str> {
    let ada = fixtures::ada().id;
    outcome(world, json!({ "user_id": ada.as_str(), "email": "ada@old.example.com", "was_verified": was_verified, "changed_at": "2026-11-22T11:59:00Z" }))
        .await
}

async fn outcome(world: &World, input: Value) -> Option<&'static str> {
    let task = MailLinkTask {
        page: LinkPage::at("https://app.example.com/account".to_owned()),
        notices_per_day: 2,
        users: world.users.clone(),
        identities: world.identities.clone(),
        binder: world.links,
        links: world.mailed_links.clone(),
        attempts: world.attempts.clone(),
        mails: world.mail.clone(),
    };
    events::outcome(&task, input).await.err().map(|error| error.name())
}

#[tokio::test]
async fn mailed_token_is_that_of_the_stored_link() {
    let world = World::default();
    world.identities.set_locale(&fixtures::ada().id, Locale::new("de-AT")).unwrap();
    assert_eq!(refusal(&world, "reset-password", "ada@example.com").await, None);
    let [mail] = world.mail.link_mails().try_into().unwrap();
    assert_eq!((&mail.to, mail.locale), (&fixtures::ada().email, Some(Locale::new("de-AT"))));
    let prefix = "https://app.example.com/account#purpose=reset-password&token=";
    let token = LinkToken::parse(mail.link.strip_prefix(prefix).unwrap()).unwrap();
    assert_eq!(token.user, fixtures::ada().id);
    let link = world.mailed_links.find(&token.user, LinkPurpose::ResetPassword).await.unwrap().unwrap();
    assert!(link.is_confirmed_by(&token.secret, fixtures::NOW));
}

#[tokio::test]
async fn newer_link_replaces_the_older() {
    let world = World::default();
    let old = fixtures::confirmation_token();
    assert_eq!(refusal(&world, "verify-email", "ada@example.com").await, None);
    let link = world.mailed_links.find(&fixtures::ada().id, LinkPurpose::VerifyEmail).await.unwrap().unwrap();
    assert!(!link.is_confirmed_by(&old, fixtures::NOW));
}

#[tokio::test]
async fn nobody_is_mailed_about_an_unknown_address() {
    let world = World::default();
    for purpose in ["verify-email", "reset-password"] {
        assert_eq!(refusal(&world, purpose, "nobody@example.com").await, None, "{purpose}");
    }
    assert_eq!(world.mail.link_mails(), []);
}

#[tokio::test]
async fn verified_address_is_not_verified_again_but_can_reset() {
    let ada = User { verified_email: Some(fixtures::ada().email), ..fixtures::ada() };
    let world = World { users: Users::of([ada]), ..World::default() };
    assert_eq!(refusal(&world, "verify-email", "ada@example.com").await, None);
    assert_eq!(world.mail.link_mails(), []);
    assert_eq!(refusal(&world, "reset-password", "ada@example.com").await, None);
    assert_eq!(world.mail.link_mails().len(), 1);
}

#[tokio::test]
async fn failed_mail_fails_the_task_so_that_it_is_retried() {
    let world = World { mail: Mail::default().breaking(), ..World::default() };
    assert_eq!(refusal(&world, "reset-password", "ada@example.com").await, Some("Unavailable"));
}

#[tokio::test]
async fn notice_has_a_link_only_if_the_address_was_verified() {
    let world = World::default();
    world.identities.set_locale(&fixtures::ada().id, Locale::new("de")).unwrap();
    for was_verified in [true, false] {
        assert_eq!(change(&world, was_verified).await, None);
    }
    let [restoring, plain] = world.mail.notices().try_into().unwrap();
    assert_eq!((plain.to.as_str(), plain.link), ("ada@old.example.com", None));
    assert_eq!(restoring.locale, Some(Locale::new("de")));
    let prefix = "https://app.example.com/account#purpose=restore-account&token=";
    let link = restoring.link.unwrap();
    let token = RestoreToken::parse(link.strip_prefix(prefix).unwrap()).unwrap();
    assert_eq!(
        token.restoration,
        Restoration::of_change(fixtures::ada().id, restoring.to, fixtures::NOW - Duration::MINUTE)
    );
    assert_eq!(world.links.bind(&token.restoration.state()).await.unwrap(), token.signature);
}

#[tokio::test]
async fn user_gets_a_limited_number_of_notices() {
    let world = World::default();
    for _ in 0..4 {
        assert_eq!(change(&world, true).await, None, "it does not fail, so that it is not retried");
    }
    assert_eq!(world.mail.notices().len(), 2);
}

#[tokio::test]
async fn user_who_was_erased_meanwhile_gets_no_notice() {
    let world = World::empty();
    assert_eq!(change(&world, true).await, None);
    assert_eq!(world.mail.notices(), []);
}
