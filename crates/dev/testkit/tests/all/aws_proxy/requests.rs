//! AWS calls as raw HTTP requests.

pub const PUT_PICTURE: &str = "PUT /files/a%2Fb/c%20d+e.png?x-id=PutObject&v=%2F&empty= HTTP/1.1\r\n\
    Host: 127.0.0.1:4566\r\n\
    Authorization: AWS4-HMAC-SHA256 Credential=AKIA/20261122/eu-west-1/s3/aws4_request, Signature=0f\r\n\
    X-Amz-Meta-Mixed-Case: A  b\r\n\
    x-amz-meta-twice: 1\r\n\
    x-amz-meta-twice: 2\r\n\
    Content-Length: 7\r\n\
    \r\n\
    picture";

pub const HEAD_PICTURE: &str = "HEAD /files/a HTTP/1.1\r\n\
    host: 127.0.0.1\r\n\
    authorization: AWS4-HMAC-SHA256 Credential=AKIA/20261122/eu-west-1/s3/aws4_request, Signature=0f\r\n\
    \r\n";

pub const SEND_MAIL: &str = "POST /v2/email/outbound-emails HTTP/1.1\r\n\
    host: 127.0.0.1\r\n\
    authorization: AWS4-HMAC-SHA256 Credential=AKIA/20261122/eu-west-1/ses/aws4_request, Signature=0f\r\n\
    content-type: application/json\r\n\
    content-length: 2\r\n\
    \r\n\
    {}";

pub fn dynamodb(operation: &str, body: &str) -> String {
    let length = body.len();
    format!(
        "POST / HTTP/1.1\r\n\
         host: 127.0.0.1\r\n\
         authorization: AWS4-HMAC-SHA256 Credential=AKIA/20261122/eu-west-1/dynamodb/aws4_request, Signature=0f\r\n\
         x-amz-target: DynamoDB_20120810.{operation}\r\n\
         content-type: application/x-amz-json-1.0\r\n\
         content-length: {length}\r\n\r\n{body}"
    )
}
