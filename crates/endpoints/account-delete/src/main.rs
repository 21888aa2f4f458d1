//! `DELETE /user/delete`: wiring only.

use account_delete::AccountDelete;
use usher_aws::{Connection, Erasures, StackKeys, Users};
use usher_lambda_kit::{StartUp, config, serve};

#[tokio::main(flavor = "current_thread")]
async fn main() -> StartUp {
    let connection = Connection::from_environment()?;
    let endpoint = AccountDelete {
        issuer: config::token_issuer()?,
        users: Users::new(&connection, config::required("USERS_TABLE")?),
        names: StackKeys::of_erasures(&connection, config::required("STACK_KEYS_TABLE")?),
        erase_user: Erasures::new(&connection, config::required("ERASE_USER_STATE_MACHINE")?),
    };
    connection.open().await;
    serve(endpoint).await
}
