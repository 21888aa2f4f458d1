//! `POST /api/users/create`: wiring only.

use admin_create::AdminCreate;
use usher_aws::{AccessTokens, Connection, PasswordSeal, Users, Workflow};
use usher_lambda_kit::{StartUp, config, serve};

#[tokio::main(flavor = "current_thread")]
async fn main() -> StartUp {
    let connection = Connection::from_environment()?;
    let user_pool = config::required("USER_POOL_ID")?;
    let endpoint = AdminCreate {
        tokens: AccessTokens::new(&connection, &user_pool, &config::required("USER_POOL_CLIENT_ID")?),
        users: Users::new(&connection, config::required("USERS_TABLE")?),
        seal: PasswordSeal::new(&connection, config::required("ONE_TIME_KEYS_TABLE")?),
        register_user: Workflow::new(&connection, config::required("REGISTER_USER_STATE_MACHINE")?),
    };
    connection.open().await;
    serve(endpoint).await
}
