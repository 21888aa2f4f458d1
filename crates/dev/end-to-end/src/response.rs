//! Responses of the API.

use serde_json::Value;
use ureq::http::HeaderMap;

/// A response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The status code.
    pub status: u16,
    /// The body as JSON; a JSON string if the body is not JSON.
    pub body: Value,
}

/// A response with its headers and raw body.
#[derive(Clone, Debug)]
pub struct WholeAnswer {
    /// The status code.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The raw body.
    pub bytes: Vec<u8>,
}

impl WholeAnswer {
    /// A header that is plain text.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The response without its headers.
    #[must_use]
    pub fn plain(&self) -> Answer {
        let text = || Value::String(String::from_utf8_lossy(&self.bytes).into_owned());
        Answer { status: self.status, body: serde_json::from_slice(&self.bytes).unwrap_or_else(|_| text()) }
    }
}
