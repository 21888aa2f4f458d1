//! `POST /api/users/logout/{id}`: wiring only.

use admin_logout::AdminLogout;
use usher_aws::{AccessTokens, Connection, Identities, Users};
use usher_lambda_kit::{StartUp, config, serve};

#[tokio::main(flavor = "current_thread")]
async fn main() -> StartUp {
    let connection = Connection::from_environment()?;
    let endpoint = AdminLogout {
        tokens: AccessTokens::new(&connection, config::token_issuer()?),
        users: Users::new(&connection, config::required("USERS_TABLE")?),
        identities: Identities::new(&connection, config::required("USER_POOL_ID")?),
    };
    connection.open().await;
    serve(endpoint).await
}
