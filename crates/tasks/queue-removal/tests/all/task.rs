//! The state `queue-removal` on in-memory ports.

use queue_removal::QueueRemovalTask;
use usher_domain::ports::{KeepEvidence, KeepRemovalRequest, TrackRecipients};
use usher_domain::service::{Recipient, ServiceAnswer};
use usher_testkit::events;
use usher_testkit::fixtures::{self, NOW};
use usher_testkit::in_memory::{Evidence, RemovalQueue, Services};
use usher_testkit::world::World;

fn task(world: &World) -> QueueRemovalTask<Services, RemovalQueue, Evidence> {
    QueueRemovalTask {
        services: world.services.clone(),
        queue: world.removal_queue.clone(),
        evidence: world.evidence.clone(),
    }
}

#[tokio::test]
async fn services_are_pending_and_the_link_is_void() {
    let (world, ada) = (World::default(), fixtures::ada().id);
    world.services.register(fixtures::service("newsletter"));
    let task = task(&world);
    let expected = ["billing", "newsletter"].map(|name| Recipient::new(fixtures::service(name).name));
    for _ in 0..2 {
        events::outcome(&task, events::event("tasks/queue-removal")).await.unwrap();
        assert_eq!(world.removal_queue.recipients(&ada).await.unwrap(), expected);
        assert_eq!(world.removal_queue.find(&ada).await.unwrap(), None);
    }
}

#[tokio::test]
async fn retry_keeps_the_state_of_services() {
    let (world, ada) = (World::erasing_ada().await, fixtures::ada().id);
    let confirmed = ServiceAnswer { is_confirmed: true, answer: "202".to_owned(), retry_after: None };
    let noted = [Recipient::new(fixtures::service("billing").name).record_call(confirmed, NOW, NOW)];
    world.removal_queue.note(&ada, &noted).await.unwrap();
    let task = task(&world);
    events::outcome(&task, events::event("tasks/queue-removal")).await.unwrap();
    assert_eq!(world.removal_queue.recipients(&ada).await.unwrap(), noted);
}

#[tokio::test]
async fn unreadable_service_is_skipped() {
    let (world, ada) = (World::default(), fixtures::ada().id);
    world.services.spoil("a\u{1}b");
    events::outcome(&task(&world), events::event("tasks/queue-removal")).await.unwrap();
    let expected = [Recipient::new(fixtures::service("billing").name)];
    assert_eq!(world.removal_queue.recipients(&ada).await.unwrap(), expected);
}

#[tokio::test]
async fn run_is_numbered_by_existing_certificates() {
    let world = World::default();
    let id = fixtures::erasure_id(&fixtures::ada().id);
    for (number, name) in [(1, id.as_str().to_owned()), (2, format!("{}-2", id.as_str()))] {
        for _ in 0..2 {
            let queued = events::outcome(&task(&world), events::event("tasks/queue-removal")).await.unwrap();
            assert_eq!(queued.run.0.as_str(), name, "run {number}");
        }
        world.evidence.keep(&format!("certificates/{name}.json"), "a certificate", NOW).await.unwrap();
    }
}
