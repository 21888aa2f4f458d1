//! The state `delete-user` on in-memory ports.

use delete_user::DeleteUserTask;
use usher_domain::ports::FindUser;
use usher_testkit::in_memory::Users;
use usher_testkit::{events, fixtures};

#[tokio::test]
async fn only_that_user_is_deleted() {
    let grace = fixtures::grace();
    let task = DeleteUserTask { users: Users::of([fixtures::ada(), grace.clone()]) };
    for _ in 0..2 {
        events::outcome(&task, events::event("tasks/delete-user")).await.unwrap();
        assert_eq!(task.users.by_id(&fixtures::ada().id).await.unwrap(), None);
        assert_eq!(task.users.by_id(&grace.id).await.unwrap(), Some(grace.clone()));
    }
}

#[tokio::test]
async fn malformed_id_is_refused() {
    let task = DeleteUserTask { users: Users::default() };
    let refused = events::outcome(&task, events::event("tasks/delete-user-bad-id")).await.unwrap_err();
    assert_eq!(refused.name(), "MalformedMessage");
}
