//! `DELETE /user/{email}`: wiring only.

use directory_delete::DirectoryDelete;
use usher_aws::{Connection, ErasureNames, Users, Workflow};
use usher_lambda_kit::{StartUp, config, serve};

#[tokio::main(flavor = "current_thread")]
async fn main() -> StartUp {
    let connection = Connection::from_environment()?;
    let table = config::required("USERS_TABLE")?;
    serve(DirectoryDelete {
        issuer: config::token_issuer()?,
        users: Users::new(&connection, table.clone()),
        names: ErasureNames::new(&connection, table),
        erase_user: Workflow::new(&connection, config::required("ERASE_USER_STATE_MACHINE")?),
    })
    .await
}
