//! `DELETE /api/user/sessions/{id}/`: wiring only.

use session_revoke::SessionRevoke;
use usher_aws::{AccessTokens, Connection, SessionList, Users};
use usher_lambda_kit::{StartUp, config, serve};

#[tokio::main(flavor = "current_thread")]
async fn main() -> StartUp {
    let connection = Connection::from_environment()?;
    let endpoint = SessionRevoke {
        tokens: AccessTokens::new(&connection, config::token_issuer()?),
        users: Users::new(&connection, config::required("USERS_TABLE")?),
        sessions: SessionList::new(&connection, config::required("SESSIONS_TABLE")?),
    };
    connection.open().await;
    serve(endpoint).await
}
