//! `POST /api/user/email/verify/`: wiring only.

use session_verify::SessionVerify;
use usher_aws::{Connection, MailedLinks, StackKeys, UpdateUserWorkflow, Users};
use usher_lambda_kit::{StartUp, config, serve};

#[tokio::main(flavor = "current_thread")]
async fn main() -> StartUp {
    let connection = Connection::from_environment()?;
    let endpoint = SessionVerify {
        users: Users::new(&connection, config::required("USERS_TABLE")?),
        binder: StackKeys::of_links(&connection, config::required("STACK_KEYS_TABLE")?),
        links: MailedLinks::new(&connection, config::required("MAILED_LINKS_TABLE")?),
        update_user: UpdateUserWorkflow::new(
            &connection,
            config::required("UPDATE_USER_STATE_MACHINE")?,
            config::required("ONE_TIME_KEYS_TABLE")?,
        ),
    };
    connection.open().await;
    serve(endpoint).await
}
