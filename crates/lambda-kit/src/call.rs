//! One call of an endpoint, as API Gateway hands it over.

use std::borrow::Cow;

use aws_lambda_events::apigw::ApiGatewayProxyRequestContext;
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

    /// A parameter of the path. A REST API hands it over percent-encoded, so it is decoded here, once.
    #[must_use]
    pub fn path_parameter(&self, name: &str) -> Option<String> {
        let parameters = self.request.path_parameters();
        percent_decode_str(parameters.first(name)?).decode_utf8().ok().map(Cow::into_owned)
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
