//! `delete-picture`: wiring only.

use delete_picture::DeletePictureTask;
use usher_aws::{Connection, Pictures};
use usher_lambda_kit::{StartUp, config, serve_task};

#[tokio::main(flavor = "current_thread")]
async fn main() -> StartUp {
    let connection = Connection::from_environment()?;
    let task = DeletePictureTask { pictures: Pictures::new(&connection, config::required("FILES_BUCKET")?) };
    connection.open().await;
    serve_task(task).await
}
