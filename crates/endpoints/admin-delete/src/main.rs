//! `DELETE /api/users/delete/{id}`: wiring only.

use admin_delete::AdminDelete;
use usher_aws::{AccessTokens, Connection, Erasures, StackKeys, Users};
use usher_lambda_kit::{StartUp, config, serve};

#[tokio::main(flavor = "current_thread")]
async fn main() -> StartUp {
    let connection = Connection::from_environment()?;
    let user_pool = config::required("USER_POOL_ID")?;
    let endpoint = AdminDelete {
        tokens: AccessTokens::new(&connection, &user_pool, &config::required("USER_POOL_CLIENT_ID")?),
        users: Users::new(&connection, config::required("USERS_TABLE")?),
        names: StackKeys::of_erasures(&connection, config::required("STACK_KEYS_TABLE")?),
        erase_user: Erasures::new(&connection, config::required("ERASE_USER_STATE_MACHINE")?),
    };
    connection.open().await;
    serve(endpoint).await
}
