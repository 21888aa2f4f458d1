//! The client of S3.

use aws_sdk_s3::Client;
use aws_sdk_s3::config::Builder;
use aws_smithy_runtime::client::retries::classifiers::HttpStatusCodeClassifier;

use crate::Connection;
use crate::host::Host;

/// What S3 answers to a conditional put while another put of the same key is under way; the put is then to be sent again
/// (Amazon S3 API Reference, `If-None-Match` of `PutObject`). The SDK does not do so of itself.
const CONFLICT: &[u16] = &[409];

/// A client of one bucket. At an endpoint of one's own (`AWS_ENDPOINT_URL`) buckets have no host names of their own.
pub(crate) fn client(connection: &Connection, bucket: &str) -> Client {
    connection.open_at_start(&Host::Bucket(bucket.to_owned()));
    let has_own_endpoint = connection.sdk().endpoint_url().is_some();
    let settings = Builder::from(connection.sdk())
        .force_path_style(has_own_endpoint)
        .retry_classifier(HttpStatusCodeClassifier::new_from_codes(CONFLICT));
    Client::from_conf(settings.build())
}
