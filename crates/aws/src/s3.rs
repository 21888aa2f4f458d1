//! The client of S3.

use aws_sdk_s3::Client;
use aws_sdk_s3::config::Builder;

use crate::Connection;
use crate::host::Host;

/// A client of one bucket. At an endpoint of one's own (`AWS_ENDPOINT_URL`) buckets have no host names of their own.
pub(crate) fn client(connection: &Connection, bucket: &str) -> Client {
    connection.open_at_start(&Host::Bucket(bucket.to_owned()));
    let has_own_endpoint = connection.sdk().endpoint_url().is_some();
    Client::from_conf(Builder::from(connection.sdk()).force_path_style(has_own_endpoint).build())
}
