//! `write-certificate`: wiring only.

use usher_aws::{Connection, Evidence, Retention};
use usher_lambda_kit::{StartUp, config, serve_task};
use write_certificate::WriteCertificate;

#[tokio::main(flavor = "current_thread")]
async fn main() -> StartUp {
    let connection = Connection::from_environment()?;
    let retention = Retention::parse(
        &config::required("EVIDENCE_MODE")?,
        config::number("EVIDENCE_RETENTION_YEARS")?,
        config::number("EVIDENCE_RETENTION_DAYS")?,
    )?;
    let task =
        WriteCertificate { evidence: Evidence::new(&connection, config::required("EVIDENCE_BUCKET")?, retention) };
    connection.open().await;
    serve_task(task).await
}
