//! The state `erase-reviews` on in-memory ports.

use erase_reviews::EraseReviews;
use usher_testkit::behavior::Belongings;
use usher_testkit::in_memory::Rows;
use usher_testkit::world::World;
use usher_testkit::{events, fixtures};

#[tokio::test]
async fn only_reviews_of_that_user_are_erased() {
    let (ada, grace) = (fixtures::ada().id, fixtures::grace().id);
    let queue = World::erasing_ada().await.removal_queue;
    let task = EraseReviews { rows: Rows::of(&ada, 3), queue };
    task.rows.put(&grace, "hers").await;
    for _ in 0..2 {
        let erased = events::outcome(&task, events::event("tasks/erase-reviews")).await.unwrap();
        assert_eq!((erased.count, erased.has_more), (3, false), "a retry returns the same count");
        assert_eq!((task.rows.count(&ada).await, task.rows.count(&grace).await), (0, 1));
    }
}

#[tokio::test]
async fn next_run_erases_what_exceeds_the_limit() {
    let queue = World::erasing_ada().await.removal_queue;
    let task = EraseReviews { rows: Rows::of(&fixtures::ada().id, 5_001), queue };
    for (count, has_more) in [(5_000, true), (5_001, false)] {
        let erased = events::outcome(&task, events::event("tasks/erase-reviews")).await.unwrap();
        assert_eq!((erased.count, erased.has_more), (count, has_more));
    }
}
