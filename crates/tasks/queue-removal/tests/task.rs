//! The state `queue-removal` on in-memory ports.

use queue_removal::QueueRemovalTask;
use usher_domain::ports::{KeepRemovalRequest, TrackRecipients};
use usher_domain::service::{Recipient, ServiceAnswer};
use usher_testkit::world::World;
use usher_testkit::{events, fixtures};

#[tokio::test]
async fn every_registered_service_is_pending_and_the_mailed_link_void() {
    let (world, ada) = (World::default(), fixtures::ada().id);
    world.services.register(fixtures::service("newsletter"));
    let task = QueueRemovalTask { services: world.services, queue: world.removal_queue.clone() };
    let expected = ["billing", "newsletter"].map(|name| Recipient::new(fixtures::service(name).name));
    for _ in 0..2 {
        events::outcome(&task, events::event("tasks/queue-removal")).await.unwrap();
        assert_eq!(world.removal_queue.recipients(&ada).await.unwrap(), expected);
        assert_eq!(world.removal_queue.find(&ada).await.unwrap(), None);
    }
}

#[tokio::test]
async fn run_again_it_leaves_alone_how_far_the_services_are() {
    let (world, ada) = (World::erasing_ada().await, fixtures::ada().id);
    let confirmed = ServiceAnswer { is_confirmed: true, answer: "202".to_owned() };
    let noted = [Recipient::new(fixtures::service("billing").name).called(confirmed, fixtures::NOW)];
    world.removal_queue.note(&ada, &noted).await.unwrap();
    let task = QueueRemovalTask { services: world.services, queue: world.removal_queue.clone() };
    events::outcome(&task, events::event("tasks/queue-removal")).await.unwrap();
    assert_eq!(world.removal_queue.recipients(&ada).await.unwrap(), noted);
}
