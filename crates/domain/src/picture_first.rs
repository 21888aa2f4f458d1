//! Workflows that refer to a new picture: it is stored right before the workflow starts, which then answers for it, and
//! goes again where surely none started.

use crate::PictureName;
use crate::error::DomainError;
use crate::ports::{DeletePicture, RunWorkflow, StorePicture, WorkflowRefusal};

/// A picture that is to be stored, under its name.
pub type NamedPicture = (PictureName, Vec<u8>);

/// A workflow with the picture that its input names.
#[derive(Debug)]
pub struct PictureFirst<'a, Workflow, Pictures> {
    /// The workflow. If it ends in an error, it deletes the picture itself.
    pub workflow: &'a Workflow,
    /// Where pictures are stored.
    pub pictures: &'a Pictures,
    /// The picture, where there is one.
    pub picture: Option<NamedPicture>,
}

impl<Workflow, Pictures: StorePicture + DeletePicture> PictureFirst<'_, Workflow, Pictures> {
    async fn store(&self) -> Result<(), DomainError> {
        let Some((name, bytes)) = &self.picture else { return Ok(()) };
        let stored = self.pictures.store(name, bytes.clone()).await;
        if stored.is_err() {
            self.take_back().await;
        }
        stored
    }

    /// What cannot be deleted now stays without an owner: its caller has an error to be told of already.
    async fn take_back(&self) {
        if let Some((name, _)) = &self.picture {
            let _ = self.pictures.delete(name).await;
        }
    }
}

impl<Workflow, Pictures> RunWorkflow for PictureFirst<'_, Workflow, Pictures>
where
    Workflow: RunWorkflow,
    Pictures: StorePicture + DeletePicture,
{
    async fn run(&self, input: &str) -> Result<String, WorkflowRefusal> {
        self.store().await.map_err(WorkflowRefusal::NotStarted)?;
        let end = self.workflow.run(input).await;
        if matches!(end, Err(WorkflowRefusal::NotStarted(_))) {
            self.take_back().await;
        }
        end
    }
}
