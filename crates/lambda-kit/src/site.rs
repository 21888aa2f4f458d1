//! What every answer has in common, whichever endpoint it comes from.

use lambda_http::Body;
use lambda_http::http::header::{CONTENT_TYPE, STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS};
use lambda_http::http::{HeaderMap, HeaderValue, Method, Response};

use crate::cors::AllowedOrigins;
use crate::{Answer, Call, challenge};

/// One year. Subdomains are the operator's to decide. `template.yaml` says the same for the gateway's own answers.
const HTTPS_ONLY: &str = "max-age=31536000";

/// What the operator decides for every answer.
#[derive(Clone, Debug, Default)]
pub struct Site {
    /// Whose pages may call the API.
    pub origins: AllowedOrigins,
    /// Whether clients reach the API by HTTPS, as they always do on AWS.
    pub is_https: bool,
}

impl Site {
    /// The answer as it goes to the gateway.
    pub(crate) fn complete(&self, call: &Call, mut answer: Answer) -> Response<Body> {
        challenge::add(&mut answer, call);
        let is_json = is_json(answer.headers());
        if is_json {
            answer.headers_mut().insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
        }
        if self.is_https {
            answer.headers_mut().insert(STRICT_TRANSPORT_SECURITY, HeaderValue::from_static(HTTPS_ONLY));
        }
        self.origins.describe(call, answer.headers_mut());
        let is_head = call.method() == Method::HEAD.as_str();
        answer.map(|bytes| if is_head { Body::Text(String::new()) } else { body(bytes, is_json) })
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    headers.get(CONTENT_TYPE).is_some_and(|kind| kind.as_bytes() == b"application/json")
}

/// JSON as text that ends its last line, everything else in base64.
fn body(bytes: Vec<u8>, is_json: bool) -> Body {
    match String::from_utf8(bytes) {
        Ok(text) if text.is_empty() => Body::Text(text),
        Ok(text) if is_json => Body::Text(text + "\n"),
        Ok(text) => Body::Binary(text.into_bytes()),
        Err(error) => Body::Binary(error.into_bytes()),
    }
}
