//! `get-user`: wiring only.

use get_user::GetUser;
use usher_aws::{Connection, Users};
use usher_lambda_kit::{StartUp, config, serve_task};

#[tokio::main(flavor = "current_thread")]
async fn main() -> StartUp {
    let connection = Connection::from_environment()?;
    let task = GetUser { users: Users::new(&connection, config::required("USERS_TABLE")?) };
    connection.open().await;
    serve_task(task).await
}
