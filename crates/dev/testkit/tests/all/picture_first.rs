//! `with_stored_picture` stores the picture before the work begins, and deletes it only if the work has not begun.

use usher_domain::ports::{DeletePicture, StorePicture, UserWorkflowError};
use usher_domain::use_cases::picture_first::{NamedPicture, with_stored_picture};
use usher_domain::{DomainError, PictureName};
use usher_testkit::fixtures;
use usher_testkit::in_memory::Pictures;

fn unavailable() -> DomainError {
    DomainError::unavailable("a call")("out of order")
}

fn picture() -> NamedPicture {
    (fixtures::picture(), b"a picture".to_vec())
}

/// The pictures that exist after work with this outcome.
async fn pictures_after(end: Result<(), UserWorkflowError>) -> Vec<PictureName> {
    let pictures = Pictures::default();
    let work = async {
        assert_eq!(pictures.names(), [fixtures::picture()], "the picture is stored before the work begins");
        end
    };
    let _ = with_stored_picture(&pictures, Some(picture()), work).await;
    pictures.names()
}

#[tokio::test]
async fn picture_is_kept_once_work_has_begun() {
    for end in
        [Ok(()), Err(UserWorkflowError::Failed(DomainError::EmailTaken)), Err(UserWorkflowError::Failed(unavailable()))]
    {
        assert_eq!(pictures_after(end).await, [fixtures::picture()]);
    }
}

#[tokio::test]
async fn picture_is_deleted_if_work_did_not_begin() {
    assert_eq!(pictures_after(Err(UserWorkflowError::NotStarted(unavailable()))).await, []);
}

#[tokio::test]
async fn work_runs_without_a_picture() {
    let pictures = Pictures::default();
    assert_eq!(with_stored_picture(&pictures, None, async { Ok("done") }).await.unwrap(), "done");
    assert_eq!(pictures.names(), []);
}

/// Stores a picture, and then fails.
struct LosesResponses(Pictures);

impl StorePicture for LosesResponses {
    async fn store(&self, name: &PictureName, bytes: Vec<u8>) -> Result<(), DomainError> {
        self.0.store(name, bytes).await?;
        Err(unavailable())
    }
}

impl DeletePicture for LosesResponses {
    async fn delete(&self, name: &PictureName) -> Result<(), DomainError> {
        self.0.delete(name).await
    }
}

#[tokio::test]
async fn failed_store_is_deleted_and_nothing_begins() {
    let pictures = LosesResponses(Pictures::default());
    let work = async { panic!("the work begins") };
    let end: Result<(), _> = with_stored_picture(&pictures, Some(picture()), work).await;
    assert!(matches!(end, Err(DomainError::Unavailable(_))));
    assert_eq!(pictures.0.names(), []);
}
