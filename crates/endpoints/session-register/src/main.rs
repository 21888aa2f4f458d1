//! `POST /api/user/register/`: wiring only.

use session_register::SessionRegister;
use usher_aws::{Attempts, Connection, Pictures, RegisterUserWorkflow};
use usher_lambda_kit::{StartUp, config, limits, random_bits, serve};

#[tokio::main(flavor = "current_thread")]
async fn main() -> StartUp {
    if usher_picture::is_subprocess() {
        return Ok(usher_picture::answer()?);
    }
    let connection = Connection::from_environment()?;
    let endpoint = SessionRegister {
        proxies: limits::trusted_proxies()?,
        limits: limits::registrations()?,
        attempts: Attempts::new(&connection, config::required("LIMITS_TABLE")?),
        address: config::public_address(),
        register_user: RegisterUserWorkflow::new(
            &connection,
            config::required("REGISTER_USER_STATE_MACHINE")?,
            config::required("ONE_TIME_KEYS_TABLE")?,
        ),
        prepare: usher_picture::prepare_in_subprocess,
        pictures: Pictures::new(&connection, config::required("FILES_BUCKET")?),
        draw: random_bits,
    };
    connection.open().await;
    serve(endpoint).await
}
