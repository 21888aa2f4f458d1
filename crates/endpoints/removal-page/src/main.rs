//! `GET /user/remove`: wiring only.

use removal_page::RemovalPage;
use usher_lambda_kit::{StartUp, serve};

#[tokio::main(flavor = "current_thread")]
async fn main() -> StartUp {
    serve(RemovalPage).await
}
