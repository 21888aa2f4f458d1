//! `POST /api/users/create`: wiring only.

use admin_create::AdminCreate;
use usher_aws::{AccessTokens, Connection, RegisterUserWorkflow, Users};
use usher_lambda_kit::{StartUp, config, serve};

#[tokio::main(flavor = "current_thread")]
async fn main() -> StartUp {
    let connection = Connection::from_environment()?;
    let endpoint = AdminCreate {
        tokens: AccessTokens::new(&connection, config::token_issuer()?),
        users: Users::new(&connection, config::required("USERS_TABLE")?),
        register_user: RegisterUserWorkflow::new(
            &connection,
            config::required("REGISTER_USER_STATE_MACHINE")?,
            config::required("ONE_TIME_KEYS_TABLE")?,
        ),
    };
    connection.open().await;
    serve(endpoint).await
}
