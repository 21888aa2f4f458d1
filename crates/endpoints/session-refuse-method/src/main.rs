//! Any other method on a path of the session document: wiring only.

use session_refuse_method::SessionRefuseMethod;
use usher_lambda_kit::{StartUp, serve};

#[tokio::main(flavor = "current_thread")]
async fn main() -> StartUp {
    serve(SessionRefuseMethod).await
}
