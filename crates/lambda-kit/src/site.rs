//! What the responses of all endpoints have in common: CORS, challenges, security headers, `HEAD`.

use lambda_http::Body;
use lambda_http::http::header::{CONTENT_TYPE, STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS};
use lambda_http::http::{HeaderMap, HeaderValue, Method, Response};

use crate::cors::AllowedOrigins;
use crate::{Answer, Call, challenge};

/// One year, without `includeSubDomains`: the operator decides about other subdomains. `template.yaml` has the same
/// value for the gateway's own responses.
const HTTPS_ONLY: &str = "max-age=31536000";

/// The operator's settings for all responses.
#[derive(Clone, Debug, Default)]
pub struct Site {
    /// The origins whose pages may call the API.
    pub origins: AllowedOrigins,
    /// Whether clients use HTTPS, as they always do on AWS.
    pub is_https: bool,
}

impl Site {
    /// Adds what all responses have, and converts the body for the gateway.
    pub(crate) fn complete(&self, call: &Call, mut answer: Answer) -> Response<Body> {
        challenge::add(&mut answer, call);
        let is_json = is_json(answer.headers());
        if is_json {
            answer.headers_mut().insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
        }
        if self.is_https {
            answer.headers_mut().insert(STRICT_TRANSPORT_SECURITY, HeaderValue::from_static(HTTPS_ONLY));
        }
        self.origins.add_headers(call, answer.headers_mut());
        let is_head = call.method() == Method::HEAD.as_str();
        answer.map(|bytes| if is_head { Body::Text(String::new()) } else { body(bytes, is_json) })
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    headers.get(CONTENT_TYPE).is_some_and(|kind| kind.as_bytes() == b"application/json")
}

/// JSON as text with a trailing newline; everything else as binary, which the runtime encodes in base64.
fn body(bytes: Vec<u8>, is_json: bool) -> Body {
    match String::from_utf8(bytes) {
        Ok(text) if text.is_empty() => Body::Text(text),
        Ok(text) if is_json => Body::Text(text + "\n"),
        Ok(text) => Body::Binary(text.into_bytes()),
        Err(error) => Body::Binary(error.into_bytes()),
    }
}
