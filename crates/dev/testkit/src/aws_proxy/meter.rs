//! Requests for the consumed capacity of DynamoDB calls.

use hyper::body::Bytes;
use hyper::header::{AUTHORIZATION, CONTENT_LENGTH, HeaderValue};
use hyper::http::request::Parts;
use serde_json::{Map, Value};

use super::call;

/// Adds `ReturnConsumedCapacity` to DynamoDB requests, under another access key.
#[derive(Debug)]
pub(super) struct Meter {
    access_key_id: String,
}

impl Meter {
    /// `access_key_id` must be one whose signatures upstream does not verify.
    pub fn new(access_key_id: &str) -> Self {
        Self { access_key_id: access_key_id.to_owned() }
    }

    /// The body of a DynamoDB request with `ReturnConsumedCapacity`
    /// (<https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ConsumedCapacity.html>). Other requests are
    /// unchanged.
    pub fn request_capacity(&self, head: &mut Parts, body: Bytes) -> Bytes {
        let request = if call::is_dynamodb(head) { serde_json::from_slice(&body).ok() } else { None };
        let Some(Value::Object(request)) = request else { return body };
        let body = with_capacity_requested(request);
        head.headers.insert(CONTENT_LENGTH, HeaderValue::from(body.len()));
        self.replace_access_key(head);
        body
    }

    /// Leaves the signature as it is, although it is wrong now: upstream does not verify it.
    fn replace_access_key(&self, head: &mut Parts) {
        let authorization = head.headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
        let replaced = authorization.and_then(|authorization| {
            let (start, rest) = authorization.split_once("Credential=")?;
            let (_, scope) = rest.split_once('/')?;
            HeaderValue::try_from(format!("{start}Credential={}/{scope}", self.access_key_id)).ok()
        });
        if let Some(replaced) = replaced {
            head.headers.insert(AUTHORIZATION, replaced);
            head.headers.remove("x-amz-security-token");
        }
    }
}

fn with_capacity_requested(mut request: Map<String, Value>) -> Bytes {
    request.insert("ReturnConsumedCapacity".to_owned(), Value::from("INDEXES"));
    Bytes::from(Value::Object(request).to_string())
}

#[cfg(test)]
mod tests {
    use hyper::Request;
    use hyper::body::Bytes;
    use hyper::http::request::Parts;
    use serde_json::{Value, json};

    use super::Meter;

    fn request(target: &str) -> Parts {
        let authorization = "AWS4-HMAC-SHA256 Credential=AKIA/20261122/eu-west-1/dynamodb/aws4_request, Signature=0f";
        let builder = Request::post("/").header("x-amz-target", target).header("authorization", authorization);
        builder.header("content-length", "2").body(()).expect("a request").into_parts().0
    }

    #[test]
    fn dynamodb_call_requests_consumed_capacity() {
        let mut head = request("DynamoDB_20120810.GetItem");

        let body = Meter::new("ROOT").request_capacity(&mut head, Bytes::from_static(b"{\"TableName\":\"t\"}"));

        let sent: Value = serde_json::from_slice(&body).expect("JSON");
        assert_eq!(sent, json!({ "TableName": "t", "ReturnConsumedCapacity": "INDEXES" }));
        assert_eq!(head.headers["content-length"], body.len().to_string().as_str());
        assert_eq!(
            head.headers["authorization"],
            "AWS4-HMAC-SHA256 Credential=ROOT/20261122/eu-west-1/dynamodb/aws4_request, Signature=0f"
        );
    }

    #[test]
    fn other_call_is_unchanged() {
        let mut head = request("AWSStepFunctions.StartExecution");

        let body = Meter::new("ROOT").request_capacity(&mut head, Bytes::from_static(b"{}"));

        assert_eq!((&body[..], &head.headers["content-length"]), (&b"{}"[..], &"2".parse().expect("a header")));
    }
}
