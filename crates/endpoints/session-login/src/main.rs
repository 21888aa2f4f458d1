//! `POST /api/user/login/`: wiring only.

use session_login::SessionLogin;
use usher_aws::{Attempts, Connection, SessionList, Sessions, StackKeys, Users};
use usher_lambda_kit::{FailedSignIns, StartUp, config, limits, serve};

#[tokio::main(flavor = "current_thread")]
async fn main() -> StartUp {
    let connection = Connection::from_environment()?;
    let user_pool = config::required("USER_POOL_ID")?;
    let endpoint = SessionLogin {
        requirement: config::email_requirement(),
        failures: FailedSignIns {
            proxies: limits::trusted_proxies()?,
            limits: limits::sign_ins()?,
            attempts: Attempts::new(&connection, config::required("LIMITS_TABLE")?),
            hashes: StackKeys::of_limits(&connection, config::required("STACK_KEYS_TABLE")?),
        },
        address: config::public_address(),
        sessions: Sessions::new(&connection, user_pool, config::required("USER_POOL_CLIENT_ID")?),
        users: Users::new(&connection, config::required("USERS_TABLE")?),
        secrets: StackKeys::of_authenticators(&connection, config::required("STACK_KEYS_TABLE")?),
        list: SessionList::new(&connection, config::required("SESSIONS_TABLE")?),
    };
    connection.open().await;
    serve(endpoint).await
}
