//! `report-failed-erasure`: wiring only.

use report_failed_erasure::ReportFailedErasure;
use usher_aws::{Connection, Erasures, Mail, RemovalQueue};
use usher_lambda_kit::{StartUp, config, serve_task};

#[tokio::main(flavor = "current_thread")]
async fn main() -> StartUp {
    let connection = Connection::from_environment()?;
    let (from, template) = (config::required("MAIL_FROM")?, config::required("MAIL_TEMPLATE")?);
    let task = ReportFailedErasure {
        queue: RemovalQueue::new(&connection, config::required("REMOVAL_QUEUE_TABLE")?),
        history: Erasures::new(&connection, config::required("ERASE_USER_STATE_MACHINE")?),
        mail: Mail::new(&connection, from, template).to_admin(config::required("ADMIN_EMAIL")?),
    };
    connection.open().await;
    serve_task(task).await
}
