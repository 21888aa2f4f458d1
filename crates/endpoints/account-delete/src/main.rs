//! `DELETE /user/delete`: wiring only.

use account_delete::AccountDelete;
use usher_aws::{Connection, EraseUserWorkflow, Users};
use usher_lambda_kit::{StartUp, config, serve};

#[tokio::main(flavor = "current_thread")]
async fn main() -> StartUp {
    let connection = Connection::from_environment()?;
    let endpoint = AccountDelete {
        issuer: config::token_issuer()?,
        sign_in: config::erasing_sign_in(),
        users: Users::new(&connection, config::required("USERS_TABLE")?),
        erase_user: EraseUserWorkflow::new(
            &connection,
            config::required("ERASE_USER_STATE_MACHINE")?,
            config::required("STACK_KEYS_TABLE")?,
        ),
    };
    connection.open().await;
    serve(endpoint).await
}
