//! `picture_first` stores the picture before the work begins, and deletes it again only if the work was not begun.

use usher_domain::ports::{DeletePicture, NotDone, StorePicture};
use usher_domain::use_cases::picture_first::{NamedPicture, picture_first};
use usher_domain::{DomainError, PictureName};
use usher_testkit::fixtures;
use usher_testkit::in_memory::Pictures;

fn out_of_order() -> DomainError {
    DomainError::unavailable("a call")("out of order")
}

fn picture() -> NamedPicture {
    (fixtures::picture(), b"a picture".to_vec())
}

/// Which pictures there are after work that ends in this way, and finds the picture stored when it begins.
async fn left_after(end: Result<(), NotDone>) -> Vec<PictureName> {
    let pictures = Pictures::default();
    let work = async {
        assert_eq!(pictures.names(), [fixtures::picture()], "the picture is there when the work begins");
        end
    };
    let _ = picture_first(&pictures, Some(picture()), work).await;
    pictures.names()
}

#[tokio::test]
async fn work_that_was_begun_answers_for_the_picture() {
    for end in [Ok(()), Err(NotDone::Failed(DomainError::EmailTaken)), Err(NotDone::Failed(out_of_order()))] {
        assert_eq!(left_after(end).await, [fixtures::picture()]);
    }
}

#[tokio::test]
async fn where_surely_nothing_was_begun_the_picture_is_deleted_again() {
    assert_eq!(left_after(Err(NotDone::NotBegun(out_of_order()))).await, []);
}

#[tokio::test]
async fn without_a_picture_the_work_is_just_done() {
    let pictures = Pictures::default();
    assert_eq!(picture_first(&pictures, None, async { Ok("done") }).await.unwrap(), "done");
    assert_eq!(pictures.names(), []);
}

/// Takes a picture, and loses the answer.
struct AnswersLost(Pictures);

impl StorePicture for AnswersLost {
    async fn store(&self, name: &PictureName, bytes: Vec<u8>) -> Result<(), DomainError> {
        self.0.store(name, bytes).await?;
        Err(out_of_order())
    }
}

impl DeletePicture for AnswersLost {
    async fn delete(&self, name: &PictureName) -> Result<(), DomainError> {
        self.0.delete(name).await
    }
}

#[tokio::test]
async fn what_may_have_been_stored_is_deleted_again_and_nothing_begins() {
    let pictures = AnswersLost(Pictures::default());
    let work = async { panic!("it begins") };
    let end: Result<(), _> = picture_first(&pictures, Some(picture()), work).await;
    assert!(matches!(end, Err(DomainError::Unavailable(_))));
    assert_eq!(pictures.0.names(), []);
}
