//! `GET /api/user/sessions/`: wiring only.

use session_list::SessionList;
use usher_aws::{AccessTokens, Connection, Users};
use usher_lambda_kit::{StartUp, config, serve};

#[tokio::main(flavor = "current_thread")]
async fn main() -> StartUp {
    let connection = Connection::from_environment()?;
    let endpoint = SessionList {
        tokens: AccessTokens::new(&connection, config::token_issuer()?),
        users: Users::new(&connection, config::required("USERS_TABLE")?),
        sessions: usher_aws::SessionList::new(&connection, config::required("SESSIONS_TABLE")?),
    };
    connection.open().await;
    serve(endpoint).await
}
