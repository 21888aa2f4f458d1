//! Values as rows of every table hold them.

use aws_sdk_dynamodb::types::AttributeValue;
use time::OffsetDateTime;

/// A text.
pub(crate) fn text(text: &str) -> AttributeValue {
    AttributeValue::S(text.to_owned())
}

/// A time in seconds since 1970, as a time to live is written.
pub(crate) fn seconds(time: OffsetDateTime) -> AttributeValue {
    AttributeValue::N(time.unix_timestamp().to_string())
}
