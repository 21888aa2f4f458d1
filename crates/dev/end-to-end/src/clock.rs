//! The real time, which AWS and the functions go by.

use time::OffsetDateTime;

/// Now.
#[expect(clippy::disallowed_methods, reason = "what runs against a stack goes by the real time")]
#[must_use]
pub fn now() -> OffsetDateTime {
    OffsetDateTime::now_utc()
}
