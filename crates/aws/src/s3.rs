//! The client of S3.

use aws_sdk_s3::Client;
use aws_sdk_s3::config::Builder;

use crate::Connection;

/// A client. At an endpoint of one's own (`AWS_ENDPOINT_URL`) buckets have no host names of their own.
pub(crate) fn client(connection: &Connection) -> Client {
    let has_own_endpoint = connection.sdk().endpoint_url().is_some();
    Client::from_conf(Builder::from(connection.sdk()).force_path_style(has_own_endpoint).build())
}
