//! Timestamps as text: RFC 3339, UTC, always with milliseconds. At a fixed width they sort as text, which tables and
//! log queries rely on.

use time::format_description::BorrowedFormatItem;
use time::format_description::well_known::Rfc3339;
use time::macros::format_description;
use time::{OffsetDateTime, UtcOffset};

const FORMAT: &[BorrowedFormatItem<'_>] =
    format_description!("[year]-[month]-[day]T[hour]:[minute]:[second].[subsecond digits:3]Z");

/// Formats a time, truncated to milliseconds.
///
/// # Errors
/// [`time::error::Format`]; never for a time from a clock.
pub fn format(time: OffsetDateTime) -> Result<String, time::error::Format> {
    time.to_offset(UtcOffset::UTC).format(FORMAT)
}

/// Parses a time of any width: earlier versions omitted trailing zeros.
#[must_use]
pub fn parse(text: &str) -> Option<OffsetDateTime> {
    OffsetDateTime::parse(text, &Rfc3339).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use time::macros::datetime;

    #[test]
    fn format_has_three_decimals() {
        for (time, text) in [
            (datetime!(2026-11-22 12:00:28 UTC), "2026-11-22T12:00:28.000Z"),
            (datetime!(2026-11-22 12:00:28.22 UTC), "2026-11-22T12:00:28.220Z"),
            (datetime!(2026-11-22 12:00:28.223_999 UTC), "2026-11-22T12:00:28.223Z"),
            (datetime!(2026-11-22 13:00:28.223 +1), "2026-11-22T12:00:28.223Z"),
        ] {
            assert_eq!(format(time).unwrap(), text);
        }
    }

    #[test]
    fn every_width_is_parsed() {
        for text in ["2026-11-22T12:00:28.22Z", "2026-11-22T12:00:28.220Z", "2026-11-22T12:00:28.220000000Z"] {
            assert_eq!(parse(text), Some(datetime!(2026-11-22 12:00:28.22 UTC)), "{text}");
        }
        assert_eq!(parse("2026-11-22T12:00:28Z"), Some(datetime!(2026-11-22 12:00:28 UTC)));
        assert_eq!(parse("2026-11-22"), None);
    }

    fn any_time() -> impl Strategy<Value = OffsetDateTime> {
        // 1970 to 9999, to the millisecond.
        (0i128..253_402_300_799_000)
            .prop_map(|millis| OffsetDateTime::from_unix_timestamp_nanos(millis * 1_000_000).unwrap())
    }

    proptest! {
        #[test]
        fn texts_sort_like_their_times(one in any_time(), other in any_time()) {
            let (first, second) = (format(one).unwrap(), format(other).unwrap());
            prop_assert_eq!(first.cmp(&second), one.cmp(&other));
            prop_assert_eq!(first.len(), 24);
            prop_assert_eq!(parse(&first), Some(one));
        }
    }
}
