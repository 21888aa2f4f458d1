//! `DELETE /api/users/mfa/totp/{id}`: wiring only.

use admin_totp_delete::AdminTotpDelete;
use usher_aws::{AccessTokens, Connection, Users};
use usher_lambda_kit::{StartUp, config, serve};

#[tokio::main(flavor = "current_thread")]
async fn main() -> StartUp {
    let connection = Connection::from_environment()?;
    let endpoint = AdminTotpDelete {
        tokens: AccessTokens::new(&connection, config::token_issuer()?),
        users: Users::new(&connection, config::required("USERS_TABLE")?),
    };
    connection.open().await;
    serve(endpoint).await
}
