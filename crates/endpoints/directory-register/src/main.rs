//! `POST /register`: wiring only.

use directory_register::DirectoryRegister;
use usher_aws::{Attempts, Connection, RegisterUserWorkflow};
use usher_lambda_kit::{StartUp, config, limits, serve};

#[tokio::main(flavor = "current_thread")]
async fn main() -> StartUp {
    let connection = Connection::from_environment()?;
    let endpoint = DirectoryRegister {
        proxies: limits::trusted_proxies()?,
        limits: limits::registrations()?,
        attempts: Attempts::new(&connection, config::required("LIMITS_TABLE")?),
        register_user: RegisterUserWorkflow::new(
            &connection,
            config::required("REGISTER_USER_STATE_MACHINE")?,
            config::required("ONE_TIME_KEYS_TABLE")?,
        ),
    };
    connection.open().await;
    serve(endpoint).await
}
