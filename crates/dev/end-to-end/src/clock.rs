//! The real time, which AWS and the functions use.

use time::OffsetDateTime;

/// The current time.
#[expect(clippy::disallowed_methods, reason = "tests against a stack use the real time")]
#[must_use]
pub fn now() -> OffsetDateTime {
    OffsetDateTime::now_utc()
}
