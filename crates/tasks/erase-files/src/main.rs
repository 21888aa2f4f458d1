//! `erase-files`: wiring only.

use erase_files::EraseFilesTask;
use usher_aws::{Connection, Files, RemovalQueue};
use usher_lambda_kit::{StartUp, config, serve_task};

#[tokio::main(flavor = "current_thread")]
async fn main() -> StartUp {
    let connection = Connection::from_environment()?;
    let task = EraseFilesTask {
        files: Files::new(&connection, config::required("FILES_BUCKET")?),
        queue: RemovalQueue::new(&connection, config::required("REMOVAL_QUEUE_TABLE")?),
    };
    connection.open().await;
    serve_task(task).await
}
