//! `DELETE /api/users/delete/{id}`: wiring only.

use admin_delete::AdminDelete;
use usher_aws::{AccessTokens, Connection, ErasureNames, Users, Workflow};
use usher_lambda_kit::{StartUp, config, serve};

#[tokio::main(flavor = "current_thread")]
async fn main() -> StartUp {
    let connection = Connection::from_environment()?;
    let table = config::required("USERS_TABLE")?;
    let user_pool = config::required("USER_POOL_ID")?;
    serve(AdminDelete {
        tokens: AccessTokens::new(&connection, &user_pool, &config::required("USER_POOL_CLIENT_ID")?)?,
        users: Users::new(&connection, table.clone()),
        names: ErasureNames::new(&connection, table),
        erase_user: Workflow::new(&connection, config::required("ERASE_USER_STATE_MACHINE")?),
    })
    .await
}
