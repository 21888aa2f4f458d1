//! The operations of S3, derived from method, path and query. URLs are path-style, as they are with a custom endpoint
//! (<https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_Amazon_Simple_Storage_Service.html>).

use hyper::http::request::Parts;

use self::Resource::{Bucket, Object};

#[derive(Clone, Copy, PartialEq, Eq)]
enum Resource {
    Bucket,
    Object,
}

/// Method, resource, required query parameter, and name. The first match counts. Operations that the SDKs name
/// themselves (`x-id`) need no line.
const OPERATIONS: [(&str, Resource, Option<&str>, &str); 27] = [
    ("GET", Object, Some("acl"), "GetObjectAcl"),
    ("GET", Object, Some("attributes"), "GetObjectAttributes"),
    ("GET", Object, Some("legal-hold"), "GetObjectLegalHold"),
    ("GET", Object, Some("retention"), "GetObjectRetention"),
    ("GET", Object, Some("tagging"), "GetObjectTagging"),
    ("GET", Object, None, "GetObject"),
    ("HEAD", Object, None, "HeadObject"),
    ("PUT", Object, Some("legal-hold"), "PutObjectLegalHold"),
    ("PUT", Object, Some("retention"), "PutObjectRetention"),
    ("PUT", Object, Some("tagging"), "PutObjectTagging"),
    ("PUT", Object, Some("uploadId"), "UploadPart"),
    ("PUT", Object, None, "PutObject"),
    ("DELETE", Object, Some("tagging"), "DeleteObjectTagging"),
    ("DELETE", Object, Some("uploadId"), "AbortMultipartUpload"),
    ("DELETE", Object, None, "DeleteObject"),
    ("POST", Object, Some("uploads"), "CreateMultipartUpload"),
    ("POST", Object, Some("uploadId"), "CompleteMultipartUpload"),
    ("GET", Bucket, Some("versions"), "ListObjectVersions"),
    ("GET", Bucket, Some("list-type"), "ListObjectsV2"),
    ("GET", Bucket, Some("uploads"), "ListMultipartUploads"),
    ("GET", Bucket, Some("location"), "GetBucketLocation"),
    ("GET", Bucket, Some("versioning"), "GetBucketVersioning"),
    ("GET", Bucket, Some("object-lock"), "GetObjectLockConfiguration"),
    ("PUT", Bucket, Some("object-lock"), "PutObjectLockConfiguration"),
    ("GET", Bucket, None, "ListObjects"),
    ("HEAD", Bucket, None, "HeadBucket"),
    ("POST", Bucket, Some("delete"), "DeleteObjects"),
];

/// The operation of a request; `None` if it is unknown.
pub(super) fn operation(request: &Parts) -> Option<&str> {
    let query = request.uri.query().unwrap_or_default();
    parameters(query).find_map(|(name, value)| (name == "x-id").then_some(value)).or_else(|| {
        let resource = resource(request.uri.path())?;
        let matches = |&(method, wanted_resource, parameter, _): &(&str, Resource, Option<&str>, &str)| {
            request.method == method && wanted_resource == resource && parameter.is_none_or(|wanted| has(query, wanted))
        };
        OPERATIONS.into_iter().find(matches).map(|(.., name)| name)
    })
}

/// `None` for `/`, the list of buckets.
fn resource(path: &str) -> Option<Resource> {
    let (bucket, key) = path.strip_prefix('/')?.split_once('/').unwrap_or((&path[1..], ""));
    match (bucket, key) {
        ("", _) => None,
        (_, "") => Some(Bucket),
        _ => Some(Object),
    }
}

fn has(query: &str, wanted: &str) -> bool {
    parameters(query).any(|(name, _)| name == wanted)
}

fn parameters(query: &str) -> impl Iterator<Item = (&str, &str)> {
    query.split('&').map(|parameter| parameter.split_once('=').unwrap_or((parameter, "")))
}
