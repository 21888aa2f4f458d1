//! Attribute values that all tables share.

use aws_sdk_dynamodb::types::AttributeValue;
use time::OffsetDateTime;

/// A string.
pub(crate) fn text(text: &str) -> AttributeValue {
    AttributeValue::S(text.to_owned())
}

/// Seconds since 1970, the format of DynamoDB's TTL.
pub(crate) fn seconds(time: OffsetDateTime) -> AttributeValue {
    AttributeValue::N(time.unix_timestamp().to_string())
}
