//! The S3 client.

use aws_sdk_s3::Client;
use aws_sdk_s3::config::Builder;
use aws_smithy_runtime::client::retries::classifiers::HttpStatusCodeClassifier;

use crate::Connection;
use crate::host::Host;

/// The status of a conditional put that conflicts with another put of the same key, and should be retried (Amazon S3
/// API Reference, `If-None-Match` of `PutObject`). The SDK does not retry it by default.
const CONFLICT: &[u16] = &[409];

/// A client for one bucket. A custom endpoint (`AWS_ENDPOINT_URL`) has no host names for buckets.
pub(crate) fn client(connection: &Connection, bucket: &str) -> Client {
    connection.open_during_init(&Host::Bucket(bucket.to_owned()));
    let has_own_endpoint = connection.sdk().endpoint_url().is_some();
    let settings = Builder::from(connection.sdk())
        .force_path_style(has_own_endpoint)
        .retry_classifier(HttpStatusCodeClassifier::new_from_codes(CONFLICT));
    Client::from_conf(settings.build())
}
