//! `create-identity`: wiring only.

use create_identity::CreateIdentityTask;
use usher_aws::{Connection, Identities, PasswordSeal};
use usher_lambda_kit::{StartUp, config, serve_task};

#[tokio::main(flavor = "current_thread")]
async fn main() -> StartUp {
    let connection = Connection::from_environment()?;
    let task = CreateIdentityTask {
        seal: PasswordSeal::new(&connection, config::required("ONE_TIME_KEYS_TABLE")?),
        identities: Identities::new(&connection, config::required("USER_POOL_ID")?),
    };
    connection.open().await;
    serve_task(task).await
}
