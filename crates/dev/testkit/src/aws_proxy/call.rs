//! The name of an AWS call, derived from the head of its request. Names are those of IAM actions and of the AWS API
//! references.

use std::fmt::{self, Display, Formatter};
use std::time::Duration;

use hyper::body::Bytes;
use hyper::header::{AUTHORIZATION, HeaderMap};
use hyper::http::request::Parts;

use super::s3;

/// The header that names the operation in the JSON protocols, `DynamoDB_20120810.GetItem`
/// (<https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html>).
const TARGET: &str = "x-amz-target";

/// A received call, displayed as `dynamodb:GetItem`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AwsCall {
    /// The service of the signature: `dynamodb`, `cognito-idp`, `states`, `s3`, `ses`; empty if unknown.
    pub service: String,
    /// `GetItem`; the method and path if the name is unknown: `GET /v2/email/identities`.
    pub operation: String,
    /// The HTTP status of the response, even if that was then lost; `None` until there is one.
    pub status: Option<u16>,
    /// The time from the request to the response, or until the client gave up; zero while the call is in progress.
    pub time: Duration,
    /// The body of the response; empty until there is one.
    pub answer: Bytes,
}

impl AwsCall {
    /// The call of this request, without a response.
    pub(super) fn of(request: &Parts) -> Self {
        let service = service(request).to_owned();
        let operation = operation(request, &service);
        Self { service, operation, status: None, time: Duration::ZERO, answer: Bytes::new() }
    }
}

impl Display for AwsCall {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.service, self.operation)
    }
}

/// Whether the request uses AWS JSON 1.0 or 1.1.
pub(super) fn is_aws_json(request: &Parts) -> bool {
    request.headers.contains_key(TARGET)
}

/// Whether the request is for DynamoDB.
pub(super) fn is_dynamodb(request: &Parts) -> bool {
    header(&request.headers, TARGET).is_some_and(|target| target.starts_with("DynamoDB_"))
}

fn service(request: &Parts) -> &str {
    let signed_for = header(&request.headers, AUTHORIZATION.as_str()).and_then(signed_service);
    signed_for.unwrap_or_else(|| if is_unsigned_cognito_call(request) { "cognito-idp" } else { "" })
}

/// The service in the credential scope, `AWS4-HMAC-SHA256 Credential=<key>/20261122/eu-west-1/s3/aws4_request, …`
/// (<https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html>).
fn signed_service(authorization: &str) -> Option<&str> {
    let (_, scope) = authorization.split_once("Credential=")?;
    scope.split(',').next()?.split('/').nth(3)
}

/// Some calls of Cognito need no signature, such as `InitiateAuth` and reading the public keys.
fn is_unsigned_cognito_call(request: &Parts) -> bool {
    let target = header(&request.headers, TARGET).unwrap_or_default();
    target.starts_with("AWSCognitoIdentityProviderService.") || request.uri.path().ends_with("/.well-known/jwks.json")
}

fn operation(request: &Parts, service: &str) -> String {
    let known = match header(&request.headers, TARGET).and_then(|target| target.split_once('.')) {
        Some((_, operation)) => Some(operation),
        None if service == "s3" => s3::operation(request),
        None if service == "ses" => ses_operation(request),
        None => None,
    };
    known.map_or_else(|| format!("{} {}", request.method, request.uri.path()), str::to_owned)
}

/// Of SES API v2.
fn ses_operation(request: &Parts) -> Option<&'static str> {
    (request.method == "POST" && request.uri.path() == "/v2/email/outbound-emails").then_some("SendEmail")
}

fn header<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

#[cfg(test)]
mod tests {
    use hyper::Request;
    use hyper::http::request::Parts;

    use super::AwsCall;

    fn signed(service: &str, method: &str, uri: &str, headers: &[(&str, &str)]) -> String {
        let scope = format!("AKIA/20261122/eu-west-1/{service}/aws4_request");
        let signature = format!("AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=0f");
        let mut headers = headers.to_vec();
        headers.push(("authorization", &signature));
        name(&request(method, uri, &headers))
    }

    fn name(request: &Parts) -> String {
        AwsCall::of(request).to_string()
    }

    fn request(method: &str, uri: &str, headers: &[(&str, &str)]) -> Parts {
        let builder = Request::builder().method(method).uri(uri);
        let builder = headers.iter().fold(builder, |builder, (name, value)| builder.header(*name, *value));
        builder.body(()).expect("a request").into_parts().0
    }

    #[test]
    fn json_call_is_named_by_its_target() {
        for (service, target, expected) in [
            ("dynamodb", "DynamoDB_20120810.GetItem", "dynamodb:GetItem"),
            ("cognito-idp", "AWSCognitoIdentityProviderService.AdminDisableUser", "cognito-idp:AdminDisableUser"),
            ("states", "AWSStepFunctions.StartExecution", "states:StartExecution"),
        ] {
            assert_eq!(signed(service, "POST", "/", &[("x-amz-target", target)]), expected);
        }
    }

    #[test]
    fn s3_call_is_named_by_method_path_and_query() {
        for (method, uri, expected) in [
            ("PUT", "/files/a%2Fb/c.png?x-id=PutObject", "s3:PutObject"),
            ("PUT", "/files/a", "s3:PutObject"),
            ("PUT", "/files/a?retention", "s3:PutObjectRetention"),
            ("PUT", "/files/a?partNumber=1&uploadId=u", "s3:UploadPart"),
            ("GET", "/files/a?versionId=v", "s3:GetObject"),
            ("HEAD", "/files/a", "s3:HeadObject"),
            ("DELETE", "/files/a?versionId=v", "s3:DeleteObject"),
            ("GET", "/files?prefix=delete&versions", "s3:ListObjectVersions"),
            ("GET", "/files/?list-type=2&prefix=a", "s3:ListObjectsV2"),
            ("GET", "/files?object-lock=", "s3:GetObjectLockConfiguration"),
            ("POST", "/files/?delete", "s3:DeleteObjects"),
            ("HEAD", "/files", "s3:HeadBucket"),
            ("GET", "/?x-id=ListBuckets", "s3:ListBuckets"),
            ("OPTIONS", "/files/a", "s3:OPTIONS /files/a"),
        ] {
            assert_eq!(signed("s3", method, uri, &[]), expected, "{method} {uri}");
        }
    }

    #[test]
    fn copy_object_is_named_by_x_id() {
        let source = [("x-amz-copy-source", "/files/a")];
        assert_eq!(signed("s3", "PUT", "/files/b?x-id=CopyObject", &source), "s3:CopyObject");
    }

    #[test]
    fn send_email_is_named() {
        assert_eq!(signed("ses", "POST", "/v2/email/outbound-emails", &[]), "ses:SendEmail");
    }

    #[test]
    fn unknown_call_is_named_by_method_and_path() {
        assert_eq!(signed("ses", "GET", "/v2/email/identities?PageSize=1", &[]), "ses:GET /v2/email/identities");
        assert_eq!(name(&request("GET", "/health", &[])), ":GET /health");
    }

    #[test]
    fn unsigned_cognito_call_is_recognized() {
        let target = [("x-amz-target", "AWSCognitoIdentityProviderService.InitiateAuth")];
        assert_eq!(name(&request("POST", "/", &target)), "cognito-idp:InitiateAuth");
        let keys = request("GET", "/eu-west-1_a/.well-known/jwks.json", &[]);
        assert_eq!(name(&keys), "cognito-idp:GET /eu-west-1_a/.well-known/jwks.json");
    }
}
