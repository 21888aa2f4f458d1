//! `POST /register`: wiring only.

use directory_register::DirectoryRegister;
use usher_aws::{Attempts, Connection, PasswordSeal, Workflow};
use usher_lambda_kit::{StartUp, config, limits, serve};

#[tokio::main(flavor = "current_thread")]
async fn main() -> StartUp {
    let connection = Connection::from_environment()?;
    let endpoint = DirectoryRegister {
        proxies: limits::trusted_proxies()?,
        limits: limits::registrations()?,
        attempts: Attempts::new(&connection, config::required("LIMITS_TABLE")?),
        seal: PasswordSeal::new(&connection, config::required("ONE_TIME_KEYS_TABLE")?),
        register_user: Workflow::new(&connection, config::required("REGISTER_USER_STATE_MACHINE")?),
    };
    connection.open().await;
    serve(endpoint).await
}
