//! `POST /api/user/refresh/`: wiring only.

use session_refresh::SessionRefresh;
use usher_aws::{Connection, SessionList, Sessions, Users};
use usher_lambda_kit::{StartUp, config, serve};

#[tokio::main(flavor = "current_thread")]
async fn main() -> StartUp {
    let connection = Connection::from_environment()?;
    let user_pool = config::required("USER_POOL_ID")?;
    let endpoint = SessionRefresh {
        sessions: Sessions::new(&connection, user_pool, config::required("USER_POOL_CLIENT_ID")?),
        users: Users::new(&connection, config::required("USERS_TABLE")?),
        list: SessionList::new(&connection, config::required("SESSIONS_TABLE")?),
    };
    connection.open().await;
    serve(endpoint).await
}
