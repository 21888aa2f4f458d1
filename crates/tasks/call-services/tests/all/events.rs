//! The events of the state `call-services`, each with the outcome stored beside it.

use call_services::CallServicesTask;
use time::Duration;
use usher_testkit::snapshots;
use usher_testkit::world::World;

#[tokio::test]
async fn each_event_gets_its_stored_outcome() {
    for event in ["tasks/call-services", "tasks/call-services-not-queued", "tasks/call-services-unreadable"] {
        let world = World::erasing_ada().await;
        let task = CallServicesTask {
            services: world.services,
            queue: world.removal_queue,
            calls: world.service_calls,
            confirmation_timeout: Duration::DAY,
        };
        snapshots::outcome(&task, event).await;
    }
}
