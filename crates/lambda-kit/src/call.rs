//! One call of an endpoint, as API Gateway hands it over.

use std::borrow::Cow;

use aws_lambda_events::apigw::ApiGatewayProxyRequestContext;
use aws_lambda_events::query_map::QueryMap;
use lambda_http::request::RequestContext;
use lambda_http::{Request, RequestExt};
use percent_encoding::percent_decode_str;
use serde_json::{Map, Value};
use time::OffsetDateTime;

/// One call: what the caller sent, and what the gateway says about it.
#[derive(Debug)]
pub struct Call {
    /// When the call came in.
    pub now: OffsetDateTime,
    /// The gateway's id of the request, which the caller sees too.
    pub request_id: String,
    request: Request,
}

impl Call {
    /// Takes over what the runtime read from the event.
    #[must_use]
    pub fn new(request: Request, now: OffsetDateTime) -> Self {
        let request_id = gateway(&request).and_then(|gateway| gateway.request_id.clone()).unwrap_or_default();
        Self { now, request_id, request }
    }

    /// The body; empty where there was none.
    #[must_use]
    pub fn body(&self) -> &[u8] {
        self.request.body()
    }

    /// A header that is plain ASCII text.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.request.headers().get(name)?.to_str().ok()
    }

    /// A header that is a list, all of its lines as one (RFC 9110 section 5.3).
    #[must_use]
    pub fn list_header(&self, name: &str) -> Option<String> {
        let lines = self.request.headers().get_all(name).iter().map(|line| line.to_str().ok());
        let lines: Vec<&str> = lines.collect::<Option<_>>()?;
        (!lines.is_empty()).then(|| lines.join(", "))
    }

    /// A header in whatever characters it came: UTF-8, or else ISO 8859-1, in which each byte is a character (RFC 9110,
    /// section 5.5).
    #[must_use]
    pub fn free_text_header(&self, name: &str) -> Option<Cow<'_, str>> {
        let bytes = self.request.headers().get(name)?.as_bytes();
        Some(match str::from_utf8(bytes) {
            Ok(text) => Cow::Borrowed(text),
            Err(_) => Cow::Owned(bytes.iter().copied().map(char::from).collect()),
        })
    }

    /// A parameter of the path. A REST API hands it over percent-encoded, so it is decoded here, once.
    #[must_use]
    pub fn path_parameter(&self, name: &str) -> Option<String> {
        let parameters = self.request.path_parameters();
        percent_decode_str(parameters.first(name)?).decode_utf8().ok().map(Cow::into_owned)
    }

    /// A parameter of the query, decoded; the first where there are more of one name.
    #[must_use]
    pub fn query_parameter(&self, name: &str) -> Option<String> {
        self.request.query_string_parameters_ref()?.first(name).map(str::to_owned)
    }

    /// Every parameter of the query, decoded; one that was given more than once comes as often.
    pub fn query_parameters(&self) -> impl Iterator<Item = (&str, &str)> {
        self.request.query_string_parameters_ref().into_iter().flat_map(QueryMap::iter)
    }

    /// The method.
    #[must_use]
    pub fn method(&self) -> &str {
        self.request.method().as_str()
    }

    /// The path as `template.yaml` has it.
    #[must_use]
    pub fn resource(&self) -> Option<&str> {
        gateway(&self.request)?.resource_path.as_deref()
    }

    /// The address that the call came from.
    #[must_use]
    pub fn source_address(&self) -> Option<&str> {
        gateway(&self.request)?.identity.source_ip.as_deref()
    }

    /// Where the API is, by the gateway's own word: for links, unless the operator names a better address.
    #[must_use]
    pub fn api_address(&self) -> String {
        let address = || {
            let gateway = gateway(&self.request)?;
            Some(format!("https://{}/{}", gateway.domain_name.as_deref()?, gateway.stage.as_deref()?))
        };
        address().unwrap_or_default()
    }

    /// The claims of the token that the gateway's Cognito authorizer verified.
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
}
