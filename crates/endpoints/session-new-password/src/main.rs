//! `POST /api/user/password/change/`: wiring only.

use session_new_password::SessionNewPassword;
use usher_aws::{AccessTokens, Attempts, Connection, Sessions, StackKeys, UpdateUserWorkflow, Users};
use usher_lambda_kit::{FailedSignIns, StartUp, config, limits, serve};

#[tokio::main(flavor = "current_thread")]
async fn main() -> StartUp {
    let connection = Connection::from_environment()?;
    let user_pool = config::required("USER_POOL_ID")?;
    let endpoint = SessionNewPassword {
        failures: FailedSignIns {
            proxies: limits::trusted_proxies()?,
            limits: limits::sign_ins()?,
            attempts: Attempts::new(&connection, config::required("LIMITS_TABLE")?),
            hashes: StackKeys::of_limits(&connection, config::required("STACK_KEYS_TABLE")?),
        },
        tokens: AccessTokens::new(&connection, config::token_issuer()?),
        users: Users::new(&connection, config::required("USERS_TABLE")?),
        sessions: Sessions::new(&connection, user_pool, config::required("USER_POOL_CLIENT_ID")?),
        update_user: UpdateUserWorkflow::new(
            &connection,
            config::required("UPDATE_USER_STATE_MACHINE")?,
            config::required("ONE_TIME_KEYS_TABLE")?,
        ),
    };
    connection.open().await;
    serve(endpoint).await
}
