//! `WWW-Authenticate` on each 401 (RFC 9110 section 11.6.1, RFC 6750 section 3).
//!
//! API Gateway renames the header of a function to `x-amzn-Remapped-WWW-Authenticate`; its own 401 keeps the name.

use lambda_http::http::header::{AUTHORIZATION, WWW_AUTHENTICATE};
use lambda_http::http::{HeaderValue, StatusCode};

use crate::{Answer, Call};

/// The request had no `Authorization` header.
const MISSING: &str = "Bearer realm=\"usher\"";

/// The token is expired, revoked, or not one of ours.
const INVALID: &str = "Bearer realm=\"usher\", error=\"invalid_token\"";

/// Puts the challenge for a bearer token before the dialect's own challenges, if any.
pub(crate) fn add(answer: &mut Answer, call: &Call) {
    if answer.status() != StatusCode::UNAUTHORIZED {
        return;
    }
    let bearer = if call.header(AUTHORIZATION.as_str()).is_some() { INVALID } else { MISSING };
    let own = answer.headers().get(WWW_AUTHENTICATE).and_then(|value| value.to_str().ok());
    let challenges = own.map_or_else(|| bearer.to_owned(), |own| format!("{bearer}, {own}"));
    // Both parts are valid header values, so this never fails.
    if let Ok(challenges) = HeaderValue::try_from(challenges) {
        answer.headers_mut().insert(WWW_AUTHENTICATE, challenges);
    }
}
