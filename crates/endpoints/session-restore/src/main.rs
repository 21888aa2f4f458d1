//! `POST /api/user/restore/`: wiring only.

use session_restore::SessionRestore;
use usher_aws::{Connection, StackKeys, UpdateUserWorkflow, Users};
use usher_lambda_kit::{StartUp, config, serve};

#[tokio::main(flavor = "current_thread")]
async fn main() -> StartUp {
    let connection = Connection::from_environment()?;
    let endpoint = SessionRestore {
        users: Users::new(&connection, config::required("USERS_TABLE")?),
        binder: StackKeys::of_links(&connection, config::required("STACK_KEYS_TABLE")?),
        update_user: UpdateUserWorkflow::new(
            &connection,
            config::required("UPDATE_USER_STATE_MACHINE")?,
            config::required("ONE_TIME_KEYS_TABLE")?,
        ),
    };
    connection.open().await;
    serve(endpoint).await
}
