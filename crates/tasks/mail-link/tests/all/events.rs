//! The events of the state `mail-link`, each with the outcome stored beside it.

use mail_link::MailLinkTask;
use usher_domain::mailed_link::LinkPage;
use usher_testkit::snapshots;
use usher_testkit::world::World;

#[tokio::test]
async fn each_event_gets_its_stored_outcome() {
    for event in ["tasks/mail-link", "tasks/mail-link-unknown", "tasks/mail-link-bad-purpose", "tasks/mail-link-change"]
    {
        let world = World::default();
        let task = MailLinkTask {
            page: LinkPage::at("https://app.example.com/account".to_owned()),
            notices_per_day: 2,
            users: world.users,
            identities: world.identities,
            binder: world.links,
            links: world.mailed_links,
            attempts: world.attempts,
            mails: world.mail,
        };
        snapshots::outcome(&task, event).await;
    }
}
