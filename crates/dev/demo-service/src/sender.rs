//! Signs calls as Usher does, for the tests.

use hyper::HeaderMap;
use standardwebhooks::{HEADER_WEBHOOK_ID, HEADER_WEBHOOK_SIGNATURE, HEADER_WEBHOOK_TIMESTAMP, Webhook};
use time::OffsetDateTime;

/// The secret of the service under test.
pub const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
/// The secret of another service.
pub const OTHER_SECRET: &str = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";

/// Signs and verifies with this secret.
pub fn webhook(secret: &str) -> Webhook {
    Webhook::new(secret).expect("base64")
}

/// The headers of a call signed at this time.
pub fn headers(secret: &str, webhook_id: &str, at: OffsetDateTime, body: &[u8]) -> HeaderMap {
    let time = at.unix_timestamp();
    let signature = webhook(secret).sign(webhook_id, time, body).expect("text");
    let mut headers = HeaderMap::new();
    headers.insert(HEADER_WEBHOOK_ID, webhook_id.parse().expect("a header value"));
    headers.insert(HEADER_WEBHOOK_TIMESTAMP, time.into());
    headers.insert(HEADER_WEBHOOK_SIGNATURE, signature.parse().expect("a header value"));
    headers
}
