//! The floor: what the Lambda runtime for Rust costs by itself. It answers `{}` to every event and calls nobody.

use std::convert::Infallible;

use lambda_http::{Body, Error, Request, Response, service_fn};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    lambda_http::run(service_fn(async |_: Request| Ok::<_, Infallible>(Response::new(Body::from("{}"))))).await
}
