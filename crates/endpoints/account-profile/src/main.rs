//! `GET /user/profile`: wiring only.

use account_profile::AccountProfile;
use usher_aws::{Connection, Identities, Users};
use usher_lambda_kit::{StartUp, config, serve};

#[tokio::main(flavor = "current_thread")]
async fn main() -> StartUp {
    let connection = Connection::from_environment()?;
    let endpoint = AccountProfile {
        issuer: config::token_issuer()?,
        terms: usher_terms::versions_in_force()?,
        users: Users::new(&connection, config::required("USERS_TABLE")?),
        identities: Identities::new(&connection, config::required("USER_POOL_ID")?),
    };
    connection.open().await;
    serve(endpoint).await
}
