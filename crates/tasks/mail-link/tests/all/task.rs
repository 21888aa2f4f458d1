//! The state `mail-link` on in-memory ports.

use mail_link::MailLinkTask;
use serde_json::json;
use usher_domain::mailed_link::LinkPurpose;
use usher_domain::ports::FindLink;
use usher_domain::{LinkToken, Locale, User};
use usher_testkit::in_memory::{Mail, Users};
use usher_testkit::world::World;
use usher_testkit::{events, fixtures};

async fn refusal(world: &World, purpose: &str, email: &str) -> Option<&'static str> {
    let task = MailLinkTask {
        users: world.users.clone(),
        identities: world.identities.clone(),
        binder: world.links,
        links: world.mailed_links.clone(),
        mails: world.mail.clone(),
    };
    let input = json!({ "purpose": purpose, "email": email, "page": "https://app.example.com/account" });
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
