//! The state `delete-picture` on in-memory ports.

use delete_picture::DeletePictureTask;
use usher_testkit::in_memory::Pictures;
use usher_testkit::{events, fixtures};

async fn refusal(pictures: &Pictures, event: &str) -> Option<&'static str> {
    let task = DeletePictureTask { pictures: pictures.clone() };
    events::outcome(&task, events::event(event)).await.err().map(|error| error.name())
}

#[tokio::test]
async fn only_that_picture_is_deleted() {
    let other = fixtures::picture_of(&fixtures::ada());
    let pictures = Pictures::of([(fixtures::picture(), vec![1]), (other.clone(), vec![2])]);
    for _ in 0..2 {
        assert_eq!(refusal(&pictures, "tasks/delete-picture").await, None);
        assert_eq!(pictures.names(), std::slice::from_ref(&other));
    }
}

#[tokio::test]
async fn malformed_name_deletes_nothing() {
    let pictures = Pictures::of([(fixtures::picture(), vec![1])]);
    for (event, name) in
        [("tasks/delete-picture-bad-name", "MalformedMessage"), ("tasks/delete-picture-unreadable", "MalformedMessage")]
    {
        assert_eq!(refusal(&pictures, event).await, Some(name));
        assert_eq!(pictures.names(), [fixtures::picture()]);
    }
}
