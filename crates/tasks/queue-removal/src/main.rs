//! `queue-removal`: wiring only.

use queue_removal::QueueRemovalTask;
use usher_aws::{Connection, Evidence, RemovalQueue, Services};
use usher_lambda_kit::{StartUp, config, serve_task};

#[tokio::main(flavor = "current_thread")]
async fn main() -> StartUp {
    let connection = Connection::from_environment()?;
    let task = QueueRemovalTask {
        services: Services::new(&connection, config::required("SERVICES_TABLE")?),
        queue: RemovalQueue::new(&connection, config::required("REMOVAL_QUEUE_TABLE")?),
        evidence: Evidence::read_only(&connection, config::required("EVIDENCE_BUCKET")?),
    };
    connection.open().await;
    serve_task(task).await
}
