//! `GET /api/user/me/`: wiring only.

use session_me::SessionMe;
use usher_aws::{AccessTokens, Connection, Users};
use usher_lambda_kit::{StartUp, config, serve};

#[tokio::main(flavor = "current_thread")]
async fn main() -> StartUp {
    let connection = Connection::from_environment()?;
    let user_pool = config::required("USER_POOL_ID")?;
    let endpoint = SessionMe {
        address: config::public_address(),
        tokens: AccessTokens::new(&connection, &user_pool, &config::required("USER_POOL_CLIENT_ID")?),
        users: Users::new(&connection, config::required("USERS_TABLE")?),
    };
    connection.open().await;
    serve(endpoint).await
}
