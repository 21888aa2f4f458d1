//! `close-identity`: wiring only.

use close_identity::CloseIdentity;
use usher_aws::{Connection, Identities};
use usher_lambda_kit::{StartUp, config, serve_task};

#[tokio::main(flavor = "current_thread")]
async fn main() -> StartUp {
    let connection = Connection::from_environment()?;
    let task = CloseIdentity { identities: Identities::new(&connection, config::required("USER_POOL_ID")?) };
    connection.open().await;
    serve_task(task).await
}
