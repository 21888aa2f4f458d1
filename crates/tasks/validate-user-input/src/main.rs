//! `validate-user-input`: wiring only.

use usher_lambda_kit::{StartUp, serve_task};
use validate_user_input::ValidateUserInput;

#[tokio::main(flavor = "current_thread")]
async fn main() -> StartUp {
    serve_task(ValidateUserInput).await
}
