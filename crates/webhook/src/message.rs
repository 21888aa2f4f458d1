//! A message, and the HTTP request for it, signed as Standard Webhooks specifies.
//!
//! See <https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md>.

use http::header::{CONNECTION, CONTENT_TYPE, HOST, USER_AGENT};
use http::{HeaderValue, Request};
use http_body_util::Full;
use hyper::body::Bytes;
use standardwebhooks::{HEADER_WEBHOOK_ID, HEADER_WEBHOOK_SIGNATURE, HEADER_WEBHOOK_TIMESTAMP};
use time::OffsetDateTime;

use crate::{Endpoint, Refusal, Secret};

/// A message to a service. It has no `Debug`, since the body holds personal data.
#[derive(Clone, Copy)]
pub struct Message<'a> {
    /// Unique to the message, and the same in each retry. Visible ASCII without a period, since a period ends the id in
    /// the signed text.
    pub id: &'a str,
    /// The time of this attempt; services refuse messages that are minutes old.
    pub sent_at: OffsetDateTime,
    /// JSON.
    pub body: &'a str,
}

impl Message<'_> {
    /// The request to send to an endpoint.
    ///
    /// # Errors
    /// [`Refusal::MessageRefused`] if the id is not as specified for [`Message::id`].
    pub(crate) fn signed_request(&self, endpoint: &Endpoint, secret: &Secret) -> Result<Request<Full<Bytes>>, Refusal> {
        if self.id.is_empty() || !self.id.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'.') {
            return Err(Refusal::MessageRefused);
        }
        let timestamp = self.sent_at.unix_timestamp();
        let signature = secret.signer().and_then(|signer| signer.sign(self.id, timestamp, self.body.as_bytes()));
        Request::post(endpoint.target())
            .header(HOST, endpoint.authority())
            .header(USER_AGENT, "usher")
            .header(CONNECTION, "close")
            .header(CONTENT_TYPE, "application/json")
            .header(HEADER_WEBHOOK_ID, self.id)
            .header(HEADER_WEBHOOK_TIMESTAMP, HeaderValue::from(timestamp))
            .header(HEADER_WEBHOOK_SIGNATURE, signature.map_err(|_| Refusal::MessageRefused)?)
            .body(Full::new(Bytes::copy_from_slice(self.body.as_bytes())))
            .map_err(|_| Refusal::AddressRefused)
    }
}
