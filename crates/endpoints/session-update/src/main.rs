//! `PUT /api/user/update/`: wiring only.

use session_update::SessionUpdate;
use usher_aws::{AccessTokens, Connection, Pictures, UpdateUserWorkflow, Users};
use usher_lambda_kit::{StartUp, config, random_bits, serve};

#[tokio::main(flavor = "current_thread")]
async fn main() -> StartUp {
    if usher_picture::is_subprocess() {
        return Ok(usher_picture::answer()?);
    }
    let connection = Connection::from_environment()?;
    let endpoint = SessionUpdate {
        address: config::public_address(),
        tokens: AccessTokens::new(&connection, config::token_issuer()?),
        users: Users::new(&connection, config::required("USERS_TABLE")?),
        update_user: UpdateUserWorkflow::new(
            &connection,
            config::required("UPDATE_USER_STATE_MACHINE")?,
            config::required("ONE_TIME_KEYS_TABLE")?,
        ),
        prepare: usher_picture::prepare_in_subprocess,
        pictures: Pictures::new(&connection, config::required("FILES_BUCKET")?),
        draw: random_bits,
    };
    connection.open().await;
    serve(endpoint).await
}
