//! `POST /api/user/mfa/totp/confirm/`: wiring only.

use session_totp_confirm::SessionTotpConfirm;
use usher_aws::{AccessTokens, Connection, StackKeys, Users};
use usher_lambda_kit::{StartUp, config, random_bits, serve};

#[tokio::main(flavor = "current_thread")]
async fn main() -> StartUp {
    let connection = Connection::from_environment()?;
    let endpoint = SessionTotpConfirm {
        tokens: AccessTokens::new(&connection, config::token_issuer()?),
        users: Users::new(&connection, config::required("USERS_TABLE")?),
        secrets: StackKeys::of_authenticators(&connection, config::required("STACK_KEYS_TABLE")?),
        draw: random_bits,
    };
    connection.open().await;
    serve(endpoint).await
}
