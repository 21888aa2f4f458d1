//! Cross-origin resource sharing: which pages of other origins may read a response (Fetch standard, section 3.3).
//!
//! Credentials are not allowed, so browsers send no cookies: a page signs in and sends its token itself.

use lambda_http::http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, CACHE_CONTROL, ORIGIN, VARY,
};
use lambda_http::http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode};

use crate::{Answer, Call};

/// The same for all paths. A path without the method answers with an error, which the page can read.
const METHODS: &str = "GET, HEAD, POST, PUT, DELETE";

/// Request headers beyond the CORS-safelisted ones.
const REQUEST_HEADERS: &str = "authorization, content-type, if-none-match";

/// Response headers beyond the CORS-safelisted ones. `template.yaml` has the same list for the gateway's own responses.
const RESPONSE_HEADERS: &str =
    "Allow, ETag, Retry-After, WWW-Authenticate, x-amzn-Remapped-WWW-Authenticate, x-amzn-RequestId";

/// How long a browser may cache a preflight, in seconds: the maximum in Chromium.
const MAX_AGE: &str = "7200";

/// The preflight headers beside the origin.
const PREFLIGHT: [(HeaderName, &str); 3] = [
    (ACCESS_CONTROL_ALLOW_METHODS, METHODS),
    (ACCESS_CONTROL_ALLOW_HEADERS, REQUEST_HEADERS),
    (ACCESS_CONTROL_MAX_AGE, MAX_AGE),
];

/// The origins whose pages may call the API. Empty means none.
#[derive(Clone, Debug, Default)]
pub struct AllowedOrigins(Vec<HeaderValue>);

impl AllowedOrigins {
    /// Parses comma-separated origins: `https://app.example.com,http://localhost:3000`. The pattern of the template's
    /// parameter `AllowedOrigins` validates them.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let origins = text.split(',').map(str::trim).filter(|origin| !origin.is_empty());
        Self(origins.filter_map(|origin| HeaderValue::from_str(origin).ok()).collect())
    }

    /// Adds the headers that tell the browser whether the calling page may read the response.
    pub(crate) fn add_headers(&self, call: &Call, headers: &mut HeaderMap) {
        if self.0.is_empty() {
            return;
        }
        // Always, so that no cache serves one origin the response for another.
        headers.append(VARY, HeaderValue::from_static("Origin"));
        if let Some(origin) = self.origin_of(call) {
            headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
            headers.insert(ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static(RESPONSE_HEADERS));
        }
    }

    /// 204 to `OPTIONS`, with the preflight headers if the origin is allowed.
    pub(crate) fn preflight(&self, call: &Call) -> Answer {
        let mut answer = Response::new(Vec::new());
        *answer.status_mut() = StatusCode::NO_CONTENT;
        answer.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if self.origin_of(call).is_some() {
            answer.headers_mut().extend(PREFLIGHT.map(|(name, value)| (name, HeaderValue::from_static(value))));
        }
        answer
    }

    /// The caller's origin, if it is on the list. Compared byte for byte, since browsers send it in one form.
    fn origin_of(&self, call: &Call) -> Option<&HeaderValue> {
        let origin = call.header(ORIGIN.as_str())?;
        self.0.iter().find(|allowed| *allowed == origin)
    }
}
