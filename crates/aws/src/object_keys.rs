//! Keys of objects where they are not plain text: in lists of S3, in XML, and before people.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use usher_domain::DomainError;

/// What is encoded of a key that people see: all but the unreserved characters (RFC 3986) and the slash.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/');

/// The key in a list that was asked for with `encoding-type=url`, where a plus sign is a space. The SDK does not decode it.
///
/// # Errors
/// [`DomainError::Unavailable`] if it is no UTF-8: then it is not from S3.
pub(crate) fn decode(listed: &str) -> Result<String, DomainError> {
    let spaced = listed.replace('+', " ");
    let decoded = percent_decode_str(&spaced).decode_utf8();
    decoded.map(std::borrow::Cow::into_owned).map_err(DomainError::unavailable("read a key of S3"))
}

/// The key as it can be shown in any mail, log or terminal.
pub(crate) fn encode(key: &str) -> String {
    utf8_percent_encode(key, ENCODED).to_string()
}

/// Whether XML 1.0 carries the key unchanged (section 2.2 of the recommendation, and without control characters, which
/// parsers may normalise).
pub(crate) fn fits_xml(key: &str) -> bool {
    key.chars().all(|one| !one.is_control() && !matches!(one, '\u{fffe}' | '\u{ffff}'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_listed_key_is_decoded() {
        for (listed, key) in [
            ("users/1/notes.txt", "users/1/notes.txt"),
            ("users/1/a%01", "users/1/a\u{1}"),
            ("a%EF%BF%BE", "a\u{fffe}"),
            ("a+b%2Bc%20d", "a b+c d"),
            ("100%25", "100%"),
        ] {
            assert_eq!(decode(listed).unwrap(), key);
        }
        assert!(decode("%ff").is_err());
    }

    #[test]
    fn a_shown_key_is_plain_and_can_be_read_back() {
        let key = "users/1/a\u{1}\u{fffe} <b>&\"+é";
        assert_eq!(encode(key), "users/1/a%01%EF%BF%BE%20%3Cb%3E%26%22%2B%C3%A9");
        assert_eq!(decode(&encode(key)).unwrap(), key);
    }

    #[test]
    fn only_what_xml_can_carry_goes_in_a_batch() {
        for key in ["users/1/notes.txt", "é <&>", "\u{fffd}", "\u{10ffff}", "\u{1f600}"] {
            assert!(fits_xml(key), "{key:?}");
        }
        for key in ["a\u{1}", "a\0", "\n", "\r", "\u{7f}", "\u{85}", "a\u{fffe}", "a\u{ffff}"] {
            assert!(!fits_xml(key), "{key:?}");
        }
    }
}
