//! Injected faults, and the error responses of each AWS protocol.

use hyper::body::Bytes;
use hyper::header::{CONTENT_TYPE, HeaderValue};
use hyper::http::request::Parts;
use hyper::{Response, StatusCode};

use super::call::{self, AwsCall};

/// A fault to inject into one call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The number of the call, from 1. Every other call is forwarded, including a retry of this one.
    pub call: usize,
    /// How it fails.
    pub kind: FaultKind,
}

/// How a call fails. Unless a client is configured otherwise, the SDKs retry after a timeout or a lost response, and
/// the retry is forwarded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// No effect. The response is that for a missing permission, after which the SDKs do not retry.
    Refused,
    /// No effect and no response: the connection stays open until the client gives up, or for five minutes.
    TimesOut,
    /// It takes effect, and the connection is closed without a response.
    AnswerLost,
    /// No effect. The response is the service's throttling error. The SDKs retry, and the retry is forwarded;
    /// [`AwsProxy::throttle`](super::AwsProxy::throttle) throttles retries, too.
    Throttled,
}

/// The error response for a missing permission.
pub(super) fn refusal(call: &AwsCall, request: &Parts) -> Response<Bytes> {
    let (code, status) = match call.service.as_str() {
        "s3" => ("AccessDenied", StatusCode::FORBIDDEN),
        _ => ("AccessDeniedException", StatusCode::FORBIDDEN),
    };
    error(call, request, code, status)
}

/// The throttling error, with the code that the API reference of the service gives.
pub(super) fn throttling(call: &AwsCall, request: &Parts) -> Response<Bytes> {
    let (code, status) = match call.service.as_str() {
        "s3" => ("SlowDown", StatusCode::SERVICE_UNAVAILABLE),
        "cognito-idp" | "ses" => ("TooManyRequestsException", StatusCode::TOO_MANY_REQUESTS),
        _ => ("ThrottlingException", StatusCode::TOO_MANY_REQUESTS),
    };
    error(call, request, code, status)
}

/// An error in the call's protocol (<https://smithy.io/2.0/aws/protocols/>). In AWS JSON the status is always 400.
fn error(call: &AwsCall, request: &Parts, code: &'static str, status: StatusCode) -> Response<Bytes> {
    const MESSAGE: &str = "Refused by the proxy.";
    if call::is_aws_json(request) {
        let media_type = request.headers.get(CONTENT_TYPE).cloned();
        let media_type = media_type.unwrap_or(HeaderValue::from_static("application/x-amz-json-1.0"));
        let body = format!(r#"{{"__type":"{code}","message":"{MESSAGE}"}}"#);
        return answer(StatusCode::BAD_REQUEST, media_type, body);
    }
    if call.service == "s3" {
        let head = r#"<?xml version="1.0" encoding="UTF-8"?>"#;
        let body = format!("{head}<Error><Code>{code}</Code><Message>{MESSAGE}</Message></Error>");
        return answer(status, HeaderValue::from_static("application/xml"), body);
    }
    let body = format!(r#"{{"message":"{MESSAGE}"}}"#);
    let mut error = answer(status, HeaderValue::from_static("application/json"), body);
    error.headers_mut().insert("x-amzn-errortype", HeaderValue::from_static(code));
    error
}

fn answer(status: StatusCode, media_type: HeaderValue, body: String) -> Response<Bytes> {
    let mut answer = Response::new(Bytes::from(body));
    *answer.status_mut() = status;
    answer.headers_mut().insert(CONTENT_TYPE, media_type);
    answer
}

#[cfg(test)]
mod tests {
    use hyper::Request;
    use hyper::http::request::Parts;

    use super::throttling;
    use crate::aws_proxy::call::AwsCall;

    fn request(service: &str, target: Option<&str>) -> Parts {
        let scope = format!("AKIA/20261122/eu-west-1/{service}/aws4_request");
        let signature = format!("AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=0f");
        let builder = Request::builder().uri("/a/b").header("authorization", signature);
        let builder = target.into_iter().fold(builder, |builder, target| builder.header("x-amz-target", target));
        builder.body(()).expect("a request").into_parts().0
    }

    #[test]
    fn each_service_throttles_with_its_own_error() {
        for (service, target, status, code) in [
            ("cognito-idp", Some("AWSCognitoIdentityProviderService.AdminGetUser"), 400, "TooManyRequestsException"),
            ("dynamodb", Some("DynamoDB_20120810.GetItem"), 400, "ThrottlingException"),
            ("states", Some("AWSStepFunctions.StartExecution"), 400, "ThrottlingException"),
            ("s3", None, 503, "SlowDown"),
            ("ses", None, 429, "TooManyRequestsException"),
        ] {
            let request = request(service, target);
            let answer = throttling(&AwsCall::of(&request), &request);
            let kind = answer.headers().get("x-amzn-errortype").map_or("", |kind| kind.to_str().expect("a text"));
            let error = format!("{kind}{}", String::from_utf8_lossy(answer.body()));
            assert_eq!((answer.status().as_u16(), error.contains(code)), (status, true), "{service}: {error}");
        }
    }
}
