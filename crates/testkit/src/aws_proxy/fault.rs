//! How a call is made to fail, and how each AWS protocol says that it refuses.

use hyper::body::Bytes;
use hyper::header::{CONTENT_TYPE, HeaderValue};
use hyper::http::request::Parts;
use hyper::{Response, StatusCode};

use super::call::{self, AwsCall};

/// What is to go wrong, with one call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The number of the call, from 1. Every other call goes through, also the repetition of this one.
    pub call: usize,
    /// How it fails.
    pub kind: FaultKind,
}

/// How a call fails. The SDKs repeat one that timed out or whose answer was lost, unless their client is told not to, and
/// the repetition goes through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// It is denied and takes no effect. The answer is that of a missing permission, which the SDKs do not repeat.
    Refused,
    /// It takes no effect and is never answered: the connection is held until the client gives up, or for five minutes.
    TimesOut,
    /// It takes effect, and the connection is closed instead of the answer.
    AnswerLost,
}

const AWS_JSON: &str = r#"{"__type":"AccessDeniedException","message":"Refused by the proxy."}"#;
const REST_JSON: &str = r#"{"message":"Refused by the proxy."}"#;
const XML: &str = concat!(
    r#"<?xml version="1.0" encoding="UTF-8"?>"#,
    "<Error><Code>AccessDenied</Code><Message>Refused by the proxy.</Message></Error>"
);

/// The answer to a refused call, in the error shape of its protocol (<https://smithy.io/2.0/aws/protocols/>).
pub(super) fn refusal(call: &AwsCall, request: &Parts) -> Response<Bytes> {
    if call::is_aws_json(request) {
        let media_type = request.headers.get(CONTENT_TYPE).cloned();
        let media_type = media_type.unwrap_or(HeaderValue::from_static("application/x-amz-json-1.0"));
        return answer(StatusCode::BAD_REQUEST, media_type, AWS_JSON);
    }
    if call.service == "s3" {
        return answer(StatusCode::FORBIDDEN, HeaderValue::from_static("application/xml"), XML);
    }
    let mut refusal = answer(StatusCode::FORBIDDEN, HeaderValue::from_static("application/json"), REST_JSON);
    refusal.headers_mut().insert("x-amzn-errortype", HeaderValue::from_static("AccessDeniedException"));
    refusal
}

fn answer(status: StatusCode, media_type: HeaderValue, body: &'static str) -> Response<Bytes> {
    let mut answer = Response::new(Bytes::from_static(body.as_bytes()));
    *answer.status_mut() = status;
    answer.headers_mut().insert(CONTENT_TYPE, media_type);
    answer
}
