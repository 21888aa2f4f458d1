//! `PUT /api/users/profile/{id}`: wiring only.

use admin_update::AdminUpdate;
use usher_aws::{AccessTokens, Connection, UpdateUserWorkflow, Users};
use usher_lambda_kit::{StartUp, config, serve};

#[tokio::main(flavor = "current_thread")]
async fn main() -> StartUp {
    let connection = Connection::from_environment()?;
    let endpoint = AdminUpdate {
        tokens: AccessTokens::new(&connection, config::token_issuer()?),
        users: Users::new(&connection, config::required("USERS_TABLE")?),
        update_user: UpdateUserWorkflow::new(
            &connection,
            config::required("UPDATE_USER_STATE_MACHINE")?,
            config::required("ONE_TIME_KEYS_TABLE")?,
        ),
    };
    connection.open().await;
    serve(endpoint).await
}
