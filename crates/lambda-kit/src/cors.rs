//! Cross-origin resource sharing: which pages of other origins may read an answer (Fetch standard, section 3.3).
//!
//! No answer allows credentials, so that a browser never sends a cookie along: a page signs in and sends its token itself.

use lambda_http::http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, CACHE_CONTROL, ORIGIN, VARY,
};
use lambda_http::http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode};

use crate::{Answer, Call};

/// Any path may be asked with any of them; a path that has no such method says so itself, with the headers of this module.
const METHODS: &str = "GET, HEAD, POST, PUT, DELETE";

/// What a page may send beyond what every page may.
const REQUEST_HEADERS: &str = "authorization, content-type, if-none-match";

/// What a page may read beyond what every page may. `template.yaml` names the same ones for the gateway's own answers.
const RESPONSE_HEADERS: &str =
    "Allow, ETag, Retry-After, WWW-Authenticate, x-amzn-Remapped-WWW-Authenticate, x-amzn-RequestId";

/// How long a browser may remember a preflight, in seconds: the most that Chromium takes.
const MAX_AGE: &str = "7200";

/// What a preflight is told beside the origin.
const PREFLIGHT: [(HeaderName, &str); 3] = [
    (ACCESS_CONTROL_ALLOW_METHODS, METHODS),
    (ACCESS_CONTROL_ALLOW_HEADERS, REQUEST_HEADERS),
    (ACCESS_CONTROL_MAX_AGE, MAX_AGE),
];

/// The origins whose pages may call the API. Empty means none.
#[derive(Clone, Debug, Default)]
pub struct AllowedOrigins(Vec<HeaderValue>);

impl AllowedOrigins {
    /// Parses origins between commas: `https://app.example.com,http://localhost:3000`. The template's parameter
    /// `AllowedOrigins` says what an origin looks like.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let origins = text.split(',').map(str::trim).filter(|origin| !origin.is_empty());
        Self(origins.filter_map(|origin| HeaderValue::from_str(origin).ok()).collect())
    }

    /// Says in these headers whether the page that made this call may read the answer.
    pub(crate) fn describe(&self, call: &Call, headers: &mut HeaderMap) {
        if self.0.is_empty() {
            return;
        }
        // Always, so that no cache gives one origin what was meant for another.
        headers.append(VARY, HeaderValue::from_static("Origin"));
        if let Some(origin) = self.origin_of(call) {
            headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
            headers.insert(ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static(RESPONSE_HEADERS));
        }
    }

    /// 204 to `OPTIONS`: what the page may ask, or nothing where its origin is not allowed.
    pub(crate) fn preflight(&self, call: &Call) -> Answer {
        let mut answer = Response::new(Vec::new());
        *answer.status_mut() = StatusCode::NO_CONTENT;
        answer.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if self.origin_of(call).is_some() {
            answer.headers_mut().extend(PREFLIGHT.map(|(name, value)| (name, HeaderValue::from_static(value))));
        }
        answer
    }

    /// The caller's origin, if it is on the list, byte for byte as browsers write it.
    fn origin_of(&self, call: &Call) -> Option<&HeaderValue> {
        let origin = call.header(ORIGIN.as_str())?;
        self.0.iter().find(|allowed| *allowed == origin)
    }
}
