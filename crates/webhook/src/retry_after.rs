//! The header `Retry-After` (RFC 9110 section 10.2.3): a number of seconds or an HTTP date.

use http::HeaderValue;
use time::{Duration, OffsetDateTime};

/// How long to wait before a retry, from `now`; `None` if the value is malformed or not in the future.
pub(crate) fn parse(value: &HeaderValue, now: OffsetDateTime) -> Option<Duration> {
    let text = value.to_str().ok()?.trim();
    let wait = if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        text.parse().map_or(Duration::MAX, Duration::seconds)
    } else {
        OffsetDateTime::from(httpdate::parse_http_date(text).ok()?) - now
    };
    (wait > Duration::ZERO).then_some(wait)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use time::macros::datetime;

    const NOW: OffsetDateTime = datetime!(1994-11-06 08:49:07 UTC);

    fn parsed(text: &str) -> Option<Duration> {
        parse(&HeaderValue::from_str(text).unwrap(), NOW)
    }

    #[test]
    fn seconds_and_each_form_of_date_are_understood() {
        for text in [
            "30",
            " 30 ",
            "Sun, 06 Nov 1994 08:49:37 GMT",
            "Sunday, 06-Nov-94 08:49:37 GMT",
            "Sun Nov  6 08:49:37 1994",
        ] {
            assert_eq!(parsed(text), Some(Duration::seconds(30)), "{text}");
        }
        assert_eq!(parsed("99999999999999999999999"), Some(Duration::MAX));
    }

    #[test]
    fn malformed_or_past_value_is_none() {
        for text in
            ["", "0", "-1", "1.5", "+3", "soon", "Sun, 06 Nov 1994 08:49:07 GMT", "Sun, 06 Nov 1993 08:49:37 GMT"]
        {
            assert_eq!(parsed(text), None, "{text}");
        }
        assert_eq!(parse(&HeaderValue::from_bytes(b"\xff").unwrap(), NOW), None);
    }

    proptest! {
        #[test]
        fn no_value_makes_it_panic(text in "[ -~]{0,40}") {
            let _ = parsed(&text);
        }
    }
}
