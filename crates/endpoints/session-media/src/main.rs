//! `GET /api/user/media/{image_name}`: wiring only.

use session_media::SessionMedia;
use usher_aws::{Connection, Pictures};
use usher_lambda_kit::{StartUp, config, serve};

#[tokio::main(flavor = "current_thread")]
async fn main() -> StartUp {
    let connection = Connection::from_environment()?;
    let endpoint = SessionMedia { pictures: Pictures::new(&connection, config::required("FILES_BUCKET")?) };
    connection.open().await;
    serve(endpoint).await
}
