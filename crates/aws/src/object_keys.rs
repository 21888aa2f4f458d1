//! Encodings of object keys: in S3's lists, in XML, and for people to read.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use usher_domain::DomainError;

/// All but the unreserved characters (RFC 3986) and the slash.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/');

/// Decodes a key from a list with `encoding-type=url`, where a plus sign is a space. The SDK does not decode it.
///
/// # Errors
/// [`DomainError::Unavailable`] if it is not UTF-8, which S3 never returns.
pub(crate) fn decode(listed: &str) -> Result<String, DomainError> {
    let spaced = listed.replace('+', " ");
    let decoded = percent_decode_str(&spaced).decode_utf8();
    decoded.map(std::borrow::Cow::into_owned).map_err(DomainError::unavailable("decode an object key"))
}

/// The key, percent-encoded for mails, logs and terminals.
pub(crate) fn encode(key: &str) -> String {
    utf8_percent_encode(key, ENCODED).to_string()
}

/// Whether XML 1.0 can contain the key unchanged (section 2.2 of the recommendation, and without control characters,
/// which parsers may normalize).
pub(crate) fn fits_xml(key: &str) -> bool {
    key.chars().all(|one| !one.is_control() && !matches!(one, '\u{fffe}' | '\u{ffff}'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn listed_key_is_decoded() {
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
    fn encoded_key_is_ascii_and_can_be_decoded() {
        let key = "users/1/a\u{1}\u{fffe} <b>&\"+é";
        assert_eq!(encode(key), "users/1/a%01%EF%BF%BE%20%3Cb%3E%26%22%2B%C3%A9");
        assert_eq!(decode(&encode(key)).unwrap(), key);
    }

    #[test]
    fn only_keys_that_fit_in_xml_are_batched() {
        for key in ["users/1/notes.txt", "é <&>", "\u{fffd}", "\u{10ffff}", "\u{1f600}"] {
            assert!(fits_xml(key), "{key:?}");
        }
        for key in ["a\u{1}", "a\0", "\n", "\r", "\u{7f}", "\u{85}", "a\u{fffe}", "a\u{ffff}"] {
            assert!(!fits_xml(key), "{key:?}");
        }
    }
}
