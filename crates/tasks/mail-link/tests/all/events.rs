//! The events of the state `mail-link`, each with the outcome stored beside it.

use mail_link::MailLinkTask;
use usher_testkit::snapshots;
use usher_testkit::world::World;

#[tokio::test]
async fn each_event_gets_its_stored_outcome() {
    for event in ["tasks/mail-link", "tasks/mail-link-unknown", "tasks/mail-link-bad-purpose"] {
        let world = World::default();
        let task = MailLinkTask {
            users: world.users,
            identities: world.identities,
            binder: world.links,
            links: world.mailed_links,
            mails: world.mail,
        };
        snapshots::outcome(&task, event).await;
    }
}
