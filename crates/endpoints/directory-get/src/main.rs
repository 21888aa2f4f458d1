//! `GET /user/{email}`: wiring only.

use directory_get::DirectoryGet;
use usher_aws::{Connection, Users};
use usher_lambda_kit::{StartUp, config, serve};

#[tokio::main(flavor = "current_thread")]
async fn main() -> StartUp {
    let connection = Connection::from_environment()?;
    let endpoint = DirectoryGet {
        issuer: config::token_issuer()?,
        users: Users::new(&connection, config::required("USERS_TABLE")?),
    };
    connection.open().await;
    serve(endpoint).await
}
