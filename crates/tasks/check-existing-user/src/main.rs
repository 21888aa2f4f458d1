//! `check-existing-user`: wiring only.

use check_existing_user::CheckExistingUser;
use usher_aws::{Connection, Users};
use usher_lambda_kit::{StartUp, config, serve_task};

#[tokio::main(flavor = "current_thread")]
async fn main() -> StartUp {
    let connection = Connection::from_environment()?;
    let task = CheckExistingUser { users: Users::new(&connection, config::required("USERS_TABLE")?) };
    connection.open().await;
    serve_task(task).await
}
