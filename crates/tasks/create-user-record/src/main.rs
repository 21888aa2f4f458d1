//! `create-user-record`: wiring only.

use create_user_record::CreateUserRecord;
use usher_aws::{Connection, Users};
use usher_lambda_kit::{StartUp, config, random_bits, serve_task};

#[tokio::main(flavor = "current_thread")]
async fn main() -> StartUp {
    let connection = Connection::from_environment()?;
    let task = CreateUserRecord { users: Users::new(&connection, config::required("USERS_TABLE")?), draw: random_bits };
    connection.open().await;
    serve_task(task).await
}
