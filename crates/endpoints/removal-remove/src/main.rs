//! `POST /user/remove`: wiring only.

use removal_remove::RemovalRemove;
use usher_aws::{Connection, Erasures, RemovalQueue, StackKeys, Users};
use usher_lambda_kit::{StartUp, config, serve};

#[tokio::main(flavor = "current_thread")]
async fn main() -> StartUp {
    let connection = Connection::from_environment()?;
    let endpoint = RemovalRemove {
        requests: RemovalQueue::new(&connection, config::required("REMOVAL_QUEUE_TABLE")?),
        links: StackKeys::of_links(&connection, config::required("STACK_KEYS_TABLE")?),
        names: StackKeys::of_erasures(&connection, config::required("STACK_KEYS_TABLE")?),
        erase_user: Erasures::new(&connection, config::required("ERASE_USER_STATE_MACHINE")?),
        users: Users::new(&connection, config::required("USERS_TABLE")?),
    };
    connection.open().await;
    serve(endpoint).await
}
