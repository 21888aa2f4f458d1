//! `DELETE /api/user/mfa/totp/`: wiring only.

use session_totp_delete::SessionTotpDelete;
use usher_aws::{AccessTokens, Attempts, Connection, Sessions, StackKeys, Users};
use usher_lambda_kit::{FailedSignIns, StartUp, config, limits, serve};

#[tokio::main(flavor = "current_thread")]
async fn main() -> StartUp {
    let connection = Connection::from_environment()?;
    let user_pool = config::required("USER_POOL_ID")?;
    let endpoint = SessionTotpDelete {
        failures: FailedSignIns {
            proxies: limits::trusted_proxies()?,
            limits: limits::sign_ins()?,
            attempts: Attempts::new(&connection, config::required("LIMITS_TABLE")?),
            hashes: StackKeys::of_limits(&connection, config::required("STACK_KEYS_TABLE")?),
        },
        tokens: AccessTokens::new(&connection, config::token_issuer()?),
        users: Users::new(&connection, config::required("USERS_TABLE")?),
        secrets: StackKeys::of_authenticators(&connection, config::required("STACK_KEYS_TABLE")?),
        sessions: Sessions::new(&connection, user_pool, config::required("USER_POOL_CLIENT_ID")?),
    };
    connection.open().await;
    serve(endpoint).await
}
