//! `erase-reviews`: wiring only.

use erase_reviews::EraseReviews;
use usher_aws::{Connection, RemovalQueue, Rows};
use usher_lambda_kit::{StartUp, config, serve_task};

#[tokio::main(flavor = "current_thread")]
async fn main() -> StartUp {
    let connection = Connection::from_environment()?;
    let task = EraseReviews {
        rows: Rows::new(&connection, config::required("REVIEWS_TABLE")?, "review_id"),
        queue: RemovalQueue::new(&connection, config::required("REMOVAL_QUEUE_TABLE")?),
    };
    connection.open().await;
    serve_task(task).await
}
