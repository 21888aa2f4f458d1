//! `GET /user/terms`: wiring only.

use account_terms::AccountTerms;
use usher_lambda_kit::{StartUp, serve};

#[tokio::main(flavor = "current_thread")]
async fn main() -> StartUp {
    serve(AccountTerms::new(&usher_terms::in_force()?, &usher_terms::CONTENT)).await
}
