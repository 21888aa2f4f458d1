//! A workflow with a new picture: whoever knows whether it started knows what becomes of the picture.

use usher_domain::picture_first::PictureFirst;
use usher_domain::ports::{DeletePicture, RunWorkflow, StorePicture, WorkflowRefusal};
use usher_domain::{DomainError, PictureName};
use usher_testkit::fixtures;
use usher_testkit::in_memory::Pictures;

fn out_of_order() -> DomainError {
    DomainError::unavailable("a call")("out of order")
}

/// A workflow that ends in this way, and finds the picture stored when it starts.
struct Ends {
    pictures: Pictures,
    end: fn() -> Result<String, WorkflowRefusal>,
}

impl RunWorkflow for Ends {
    async fn run(&self, _input: &str) -> Result<String, WorkflowRefusal> {
        assert_eq!(self.pictures.names(), [fixtures::picture()], "the picture is there when the workflow starts");
        (self.end)()
    }
}

/// Which pictures there are after a workflow that ends in this way.
async fn left_after(end: fn() -> Result<String, WorkflowRefusal>) -> Vec<PictureName> {
    let pictures = Pictures::default();
    let workflow = Ends { pictures: pictures.clone(), end };
    let picture = Some((fixtures::picture(), b"a picture".to_vec()));
    let _ = PictureFirst { workflow: &workflow, pictures: &pictures, picture }.run("input").await;
    pictures.names()
}

#[tokio::test]
async fn a_workflow_that_started_answers_for_the_picture() {
    let refused = || Err(WorkflowRefusal::Refused { name: "EmailTaken".to_owned() });
    for end in [|| Ok("output".to_owned()), refused, || Err(WorkflowRefusal::Failed(out_of_order()))] {
        assert_eq!(left_after(end).await, [fixtures::picture()]);
    }
}

#[tokio::test]
async fn where_surely_no_workflow_started_the_picture_goes_again() {
    assert_eq!(left_after(|| Err(WorkflowRefusal::NotStarted(out_of_order()))).await, []);
}

#[tokio::test]
async fn without_a_picture_the_workflow_just_runs() {
    struct Echo;
    impl RunWorkflow for Echo {
        async fn run(&self, input: &str) -> Result<String, WorkflowRefusal> {
            Ok(input.to_owned())
        }
    }
    let pictures = Pictures::default();
    let run = PictureFirst { workflow: &Echo, pictures: &pictures, picture: None }.run("input").await;
    assert_eq!(run.unwrap(), "input");
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
async fn what_may_have_been_stored_goes_again_and_no_workflow_starts() {
    let pictures = AnswersLost(Pictures::default());
    let workflow = Ends { pictures: Pictures::default(), end: || panic!("it starts") };
    let picture = Some((fixtures::picture(), b"a picture".to_vec()));
    let end = PictureFirst { workflow: &workflow, pictures: &pictures, picture }.run("input").await;
    assert!(matches!(end, Err(WorkflowRefusal::NotStarted(_))));
    assert_eq!(pictures.0.names(), []);
}
