//! The events of the state `erase-reviews`, each with the outcome stored beside it.

use erase_reviews::EraseReviews;
use usher_testkit::snapshots;
use usher_testkit::world::World;

#[tokio::test]
async fn each_event_gets_its_stored_outcome() {
    for event in ["tasks/erase-reviews", "tasks/erase-reviews-bad-id"] {
        let world = World::erasing_ada().await;
        let task = EraseReviews { rows: world.reviews, queue: world.removal_queue };
        snapshots::outcome(&task, event).await;
    }
}
