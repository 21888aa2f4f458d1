//! `delete-identity`: wiring only.

use delete_identity::DeleteIdentityTask;
use usher_aws::{Connection, Identities};
use usher_lambda_kit::{StartUp, config, serve_task};

#[tokio::main(flavor = "current_thread")]
async fn main() -> StartUp {
    let connection = Connection::from_environment()?;
    let task = DeleteIdentityTask { identities: Identities::new(&connection, config::required("USER_POOL_ID")?) };
    connection.open().await;
    serve_task(task).await
}
