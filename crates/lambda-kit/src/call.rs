//! One call of an endpoint, as API Gateway passes it, and the response to it.

use std::borrow::Cow;
use std::sync::OnceLock;

use aws_lambda_events::apigw::ApiGatewayProxyRequestContext;
use aws_lambda_events::query_map::QueryMap;
use lambda_http::http::Response;
use lambda_http::request::RequestContext;
use lambda_http::{Request, RequestExt};
use percent_encoding::percent_decode_str;
use serde_json::{Map, Value};
use time::OffsetDateTime;
use usher_domain::{ClientAddress, DomainError, TrustedProxies};

/// The response to a call.
pub type Answer = Response<Vec<u8>>;

/// One call: the request, and what the gateway adds to it.
#[derive(Debug)]
pub struct Call {
    /// When the call came in.
    pub now: OffsetDateTime,
    /// The gateway's request id, which the caller gets as `x-amzn-requestid`.
    pub request_id: String,
    request: Request,
    warning: OnceLock<DomainError>,
}

impl Call {
    /// A call that came in at `now`.
    #[must_use]
    pub fn new(request: Request, now: OffsetDateTime) -> Self {
        let request_id = gateway(&request).and_then(|gateway| gateway.request_id.clone()).unwrap_or_default();
        Self { now, request_id, request, warning: OnceLock::new() }
    }

    /// The body; empty if there is none.
    #[must_use]
    pub fn body(&self) -> &[u8] {
        self.request.body()
    }

    /// The first header of this name; `None` also if its value is not ASCII text.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.request.headers().get(name)?.to_str().ok()
    }

    /// A list header, with all of its lines joined by commas (RFC 9110 section 5.3); `None` also if one is not ASCII
    /// text.
    #[must_use]
    pub fn list_header(&self, name: &str) -> Option<String> {
        let lines = self.request.headers().get_all(name).iter().map(|line| line.to_str().ok());
        let lines: Vec<&str> = lines.collect::<Option<_>>()?;
        (!lines.is_empty()).then(|| lines.join(", "))
    }

    /// A header decoded as UTF-8 or, if it is not valid UTF-8, as ISO 8859-1 (RFC 9110, section 5.5).
    #[must_use]
    pub fn free_text_header(&self, name: &str) -> Option<Cow<'_, str>> {
        let bytes = self.request.headers().get(name)?.as_bytes();
        Some(match str::from_utf8(bytes) {
            Ok(text) => Cow::Borrowed(text),
            Err(_) => Cow::Owned(bytes.iter().copied().map(char::from).collect()),
        })
    }

    /// A path parameter, percent-decoded: a REST API passes it encoded. `None` also if it is not UTF-8.
    #[must_use]
    pub fn path_parameter(&self, name: &str) -> Option<String> {
        let parameters = self.request.path_parameters();
        percent_decode_str(parameters.first(name)?).decode_utf8().ok().map(Cow::into_owned)
    }

    /// The first query parameter of this name, decoded.
    #[must_use]
    pub fn query_parameter(&self, name: &str) -> Option<String> {
        self.request.query_string_parameters_ref()?.first(name).map(str::to_owned)
    }

    /// All query parameters, decoded, with duplicates.
    pub fn query_parameters(&self) -> impl Iterator<Item = (&str, &str)> {
        self.request.query_string_parameters_ref().into_iter().flat_map(QueryMap::iter)
    }

    /// The method.
    #[must_use]
    pub fn method(&self) -> &str {
        self.request.method().as_str()
    }

    /// The path as in `template.yaml`.
    #[must_use]
    pub fn resource(&self) -> Option<&str> {
        gateway(&self.request)?.resource_path.as_deref()
    }

    /// The client's address. It is the gateway's peer; if that is a trusted proxy, it is the last untrusted entry of
    /// `X-Forwarded-For`.
    #[must_use]
    pub fn client_address(&self, proxies: &TrustedProxies) -> Option<ClientAddress> {
        let peer = gateway(&self.request)?.identity.source_ip.as_deref()?;
        let lines: Vec<_> = self.request.headers().get_all("x-forwarded-for").iter().collect();
        // A line that is not text counts as an invalid entry, at which the search from the right ends.
        let entries = lines.iter().flat_map(|line| line.to_str().unwrap_or_default().split(','));
        ClientAddress::behind(proxies, peer, entries)
    }

    /// Logs a failure that does not fail the call, as `warnings`. Only the first one of a call is kept.
    pub fn warn(&self, fault: DomainError) {
        // A second failure most likely has the same cause.
        let _ = self.warning.set(fault);
    }

    pub(crate) fn warning(&self) -> Option<&DomainError> {
        self.warning.get()
    }

    /// The base URL of the API according to the gateway, for links if the operator has not configured another one.
    #[must_use]
    pub fn api_address(&self) -> String {
        let address = || {
            let gateway = gateway(&self.request)?;
            Some(format!("https://{}/{}", gateway.domain_name.as_deref()?, gateway.stage.as_deref()?))
        };
        address().unwrap_or_default()
    }

    /// The claims of the token that the gateway's Cognito authorizer has verified.
    pub(crate) fn claims(&self) -> Option<&Map<String, Value>> {
        gateway(&self.request)?.authorizer.fields.get("claims")?.as_object()
    }
}

fn gateway(request: &Request) -> Option<&ApiGatewayProxyRequestContext> {
    match request.request_context_ref()? {
        RequestContext::ApiGatewayV1(context) => Some(context),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lambda_http::http::HeaderValue;

    fn free_text(bytes: &[u8]) -> Option<String> {
        let mut request = Request::default();
        request.headers_mut().insert("user-agent", HeaderValue::from_bytes(bytes).unwrap());
        Call::new(request, OffsetDateTime::UNIX_EPOCH).free_text_header("User-Agent").map(Cow::into_owned)
    }

    #[test]
    fn a_free_text_header_keeps_every_character() {
        assert_eq!(free_text("Bücher/1.0 (日本語)".as_bytes()).as_deref(), Some("Bücher/1.0 (日本語)"));
        assert_eq!(free_text(b"B\xfccher/1.0").as_deref(), Some("Bücher/1.0"));
        assert_eq!(free_text(b"").as_deref(), Some(""));
    }

    #[test]
    fn a_header_that_was_not_sent_is_none() {
        assert_eq!(Call::new(Request::default(), OffsetDateTime::UNIX_EPOCH).free_text_header("user-agent"), None);
    }

    fn client(proxies: &str, header: &str) -> Option<String> {
        let event = serde_json::json!({
            "resource": "/register", "path": "/register", "httpMethod": "POST",
            "headers": { "X-Forwarded-For": header },
            "multiValueHeaders": { "X-Forwarded-For": [header] },
            "requestContext": { "identity": { "sourceIp": "10.0.1.5" }, "httpMethod": "POST" },
        });
        let request = lambda_http::request::from_str(&event.to_string()).unwrap();
        let call = Call::new(request, OffsetDateTime::UNIX_EPOCH);
        call.client_address(&TrustedProxies::parse(proxies).unwrap()).map(|address| address.to_string())
    }

    #[test]
    fn without_proxies_the_peer_is_the_client() {
        assert_eq!(client("", "198.51.100.1, 203.0.113.7").as_deref(), Some("10.0.1.5"));
    }

    #[test]
    fn trusted_proxy_tells_the_client() {
        assert_eq!(client("10.0.0.0/16", "198.51.100.1, 203.0.113.7").as_deref(), Some("203.0.113.7"));
        assert_eq!(client("10.0.0.0/16", "198.51.100.1, 203.0.113.7, 10.0.1.5").as_deref(), Some("203.0.113.7"));
    }

    #[test]
    fn the_first_warning_is_kept() {
        let call = Call::new(Request::default(), OffsetDateTime::UNIX_EPOCH);
        call.warn(DomainError::Forbidden);
        call.warn(DomainError::NotSignedIn);
        assert!(matches!(call.warning(), Some(DomainError::Forbidden)));
    }
}
