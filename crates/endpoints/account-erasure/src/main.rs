//! `GET /user/erasure/{erasure_id}`: wiring only.

use account_erasure::AccountErasure;
use usher_aws::{Connection, Erasures, Evidence, RemovalQueue};
use usher_lambda_kit::{StartUp, config, serve};

#[tokio::main(flavor = "current_thread")]
async fn main() -> StartUp {
    let connection = Connection::from_environment()?;
    let endpoint = AccountErasure {
        erasures: Erasures::new(&connection, config::required("ERASE_USER_STATE_MACHINE")?),
        removal_queue: RemovalQueue::new(&connection, config::required("REMOVAL_QUEUE_TABLE")?),
        evidence: Evidence::read_only(&connection, config::required("EVIDENCE_BUCKET")?),
    };
    connection.open().await;
    serve(endpoint).await
}
