//! Parsing JSON bodies field by field, and rendering JSON responses.

use std::borrow::Cow;
use std::fmt;

use http::header::{CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER};
use http::{HeaderValue, Response, StatusCode};
use serde::Serialize;
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;
use serde_json::{Map, Value};
use time::{Duration, OffsetDateTime};
use usher_domain::{Field, FieldErrors, Problem, timestamp};

use crate::Answer;
use crate::given::Given;
use crate::problem_messages::message;

/// The wanted fields of a JSON object in a request body. All other fields are skipped, however deeply nested, so that a
/// parsed body takes no more memory than its bytes.
#[derive(Debug)]
pub struct Body<'a>(Option<Vec<Entry<'a>>>);

#[derive(Debug)]
struct Entry<'a> {
    name: &'static str,
    value: Held<'a>,
    /// In bytes, as sent.
    length: usize,
}

#[derive(Debug)]
enum Held<'a> {
    Null,
    Text(Cow<'a, str>),
    Number(i64),
    Boolean(bool),
    Other,
}

impl<'a> Body<'a> {
    /// Parses the fields of these names; of duplicates the last one counts. If the body is not a JSON object, every
    /// field is [`Given::Unreadable`].
    #[must_use]
    pub fn read(bytes: &'a [u8], wanted: &[&'static str]) -> Self {
        let mut reader = serde_json::Deserializer::from_slice(bytes);
        let entries = Wanted(wanted).deserialize(&mut reader);
        Self(entries.and_then(|entries| reader.end().map(|()| entries)).ok())
    }

    /// Whether the field is present and null.
    #[must_use]
    pub fn is_null(&self, name: &str) -> bool {
        self.entry(name).is_some_and(|entry| matches!(entry.value, Held::Null))
    }

    /// The value of the first of these names that is present.
    #[must_use]
    pub fn given(&self, names: &[&str]) -> Given<'_> {
        if self.0.is_none() {
            return Given::Unreadable;
        }
        match names.iter().find_map(|name| self.entry(name)).map(|entry| &entry.value) {
            None | Some(Held::Null) => Given::Nothing,
            Some(Held::Text(text)) => Given::Text(text),
            Some(Held::Number(number)) => Given::Number(*number),
            Some(Held::Boolean(flag)) => Given::Boolean(*flag),
            Some(Held::Other) => Given::Other,
        }
    }

    /// Whether the body is a JSON object.
    pub(crate) const fn is_readable(&self) -> bool {
        self.0.is_some()
    }

    /// The length of a field's value in the body, in bytes; 0 if it is absent.
    pub(crate) fn length(&self, name: &str) -> usize {
        self.entry(name).map_or(0, |entry| entry.length)
    }

    fn entry(&self, name: &str) -> Option<&Entry<'a>> {
        self.0.as_ref()?.iter().find(|entry| entry.name == name)
    }
}

impl<'a> Held<'a> {
    /// Classifies a value. `1.0` counts as the integer 1, since RFC 8259 does not tell the two apart.
    fn read(raw: &'a RawValue) -> Self {
        let raw = raw.get();
        match raw.as_bytes().first() {
            Some(b'n') => Self::Null,
            Some(b't') => Self::Boolean(true),
            Some(b'f') => Self::Boolean(false),
            Some(b'"') => {
                let borrowed = serde_json::from_str(raw).map(Cow::Borrowed);
                borrowed.or_else(|_| serde_json::from_str(raw).map(Cow::Owned)).map_or(Self::Other, Self::Text)
            }
            Some(b'-' | b'0'..=b'9') => {
                raw.parse().ok().or_else(|| exact_integer(raw.parse().ok()?)).map_or(Self::Other, Self::Number)
            }
            _ => Self::Other,
        }
    }
}

/// The integer that a floating-point number equals, if there is one within the range in which all integers are exact.
#[expect(clippy::cast_possible_truncation, reason = "only exact integers are cast")]
fn exact_integer(number: f64) -> Option<i64> {
    const MAX_SAFE_INTEGER: f64 = 9_007_199_254_740_991.0;
    (number.abs() <= MAX_SAFE_INTEGER && number.fract() == 0.0).then_some(number as i64)
}

/// Deserializes only an object's fields of these names.
struct Wanted<'n>(&'n [&'static str]);

impl<'de> DeserializeSeed<'de> for Wanted<'_> {
    type Value = Vec<Entry<'de>>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Wanted<'_> {
    type Value = Vec<Entry<'de>>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Self::Value, A::Error> {
        let mut entries: Vec<Entry<'de>> = Vec::new();
        while let Some(name) = fields.next_key_seed(NameOf(self.0))? {
            let Some(name) = name else {
                fields.next_value::<IgnoredAny>()?;
                continue;
            };
            let raw: &'de RawValue = fields.next_value()?;
            entries.retain(|entry| entry.name != name);
            entries.push(Entry { name, value: Held::read(raw), length: raw.get().len() });
        }
        Ok(entries)
    }
}

/// Matches a key against these names without copying it.
struct NameOf<'n>(&'n [&'static str]);

impl<'de> DeserializeSeed<'de> for NameOf<'_> {
    type Value = Option<&'static str>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for NameOf<'_> {
    type Value = Option<&'static str>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a name")
    }

    fn visit_str<E: Error>(self, key: &str) -> Result<Self::Value, E> {
        Ok(self.0.iter().find(|name| **name == key).copied())
    }
}

/// A JSON response. It must not be cached, since it may hold personal data.
#[must_use]
pub fn answer(status: StatusCode, body: &impl Serialize) -> Answer {
    // Serialization fails only for maps whose keys are not strings, and no body has one.
    let bytes = serde_json::to_vec(body).unwrap_or_default();
    let mut answer = Response::new(bytes);
    *answer.status_mut() = status;
    answer.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    answer.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    answer
}

/// Adds a `Retry-After` header, in whole seconds, rounded up, and at least one (RFC 9110 section 10.2.3).
#[must_use]
pub fn with_retry_after(mut answer: Answer, retry_after: Duration) -> Answer {
    let seconds = (retry_after + Duration::milliseconds(999)).whole_seconds().max(1);
    answer.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
    answer
}

/// The messages of each invalid field under the dialect's name for it, and of each unknown parameter under its own
/// name.
#[must_use]
pub fn messages(errors: &FieldErrors, name: fn(Field) -> &'static str) -> Map<String, Value> {
    let unknown =
        errors.unknown().map(|name| (name.to_owned(), Value::from(vec![message(&Problem::UnknownParameter)])));
    errors
        .iter()
        .map(|(field, problems)| (name(field).to_owned(), problems.iter().map(message).collect()))
        .chain(unknown)
        .collect()
}

/// Formats a time as all bodies do: RFC 3339, UTC, milliseconds.
#[must_use]
pub fn format_time(time: OffsetDateTime) -> String {
    // Formatting fails only for years of more than four digits.
    timestamp::format(time).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const NAMES: &[&str] = &["email", "full_name", "type", "tags", "missing"];

    fn given(body: &str, name: &str) -> String {
        format!("{:?}", Body::read(body.as_bytes(), NAMES).given(&[name]))
    }

    #[test]
    fn fields_are_parsed_independently() {
        let body = Body::read(br#"{"email":"a@b.de","full_name":null,"type":1,"tags":[1]}"#, NAMES);
        assert_eq!(body.given(&["email"]), Given::Text("a@b.de"));
        assert_eq!(body.given(&["full_name"]), Given::Nothing);
        assert_eq!(body.given(&["type"]), Given::Number(1));
        assert_eq!(body.given(&["tags"]), Given::Other);
        assert_eq!(body.given(&["missing", "email"]), Given::Text("a@b.de"));
        assert!(body.is_null("full_name") && !body.is_null("missing"));
        assert_eq!((body.length("email"), body.length("missing")), (8, 0));
    }

    #[test]
    fn body_that_is_not_an_object_is_unreadable() {
        let deep = format!("{}{}", "[".repeat(10_000), "]".repeat(10_000));
        for bytes in ["", "{", "[]", "null", "\"text\"", "{} {}", "{\"email\":}", "{email:1}", deep.as_str()] {
            assert_eq!(Body::read(bytes.as_bytes(), NAMES).given(&["email"]), Given::Unreadable);
        }
    }

    #[test]
    fn ignored_fields_may_hold_anything() {
        let deep = format!("{}{}", "[".repeat(1_000_000), "]".repeat(1_000_000));
        for ignored in ["1e400", "-1e400", "[1e400]", r#"{"":1e400}"#, &"9".repeat(10_000), &deep, r#""\ud800""#] {
            let body = format!(r#"{{"z":{ignored},"email":"a@b.de","":{ignored}}}"#);
            assert_eq!(given(&body, "email"), r#"Text("a@b.de")"#, "{ignored:.80}");
        }
    }

    #[test]
    fn invalid_text_field_fails_alone() {
        for wrong in ["1e400", "[[[[1]]]]", r#"{"a":1}"#, "[true]", r#""\ud800""#] {
            let body = format!(r#"{{"email":{wrong},"full_name":"Ada"}}"#);
            assert_eq!(given(&body, "email"), "Other", "{wrong}");
            assert_eq!(given(&body, "full_name"), r#"Text("Ada")"#, "{wrong}");
        }
    }

    #[test]
    fn true_and_false_are_flags() {
        for (flag, expected) in [("true", "Boolean(true)"), ("false", "Boolean(false)")] {
            assert_eq!(given(&format!(r#"{{"email":{flag}}}"#), "email"), expected);
        }
    }

    #[test]
    fn a_number_without_a_fraction_is_whole() {
        for (number, expected) in [
            ("1", "Number(1)"),
            ("1.0", "Number(1)"),
            ("1e0", "Number(1)"),
            ("10e-1", "Number(1)"),
            ("-0.0", "Number(0)"),
            ("9223372036854775807", "Number(9223372036854775807)"),
            ("1.5", "Other"),
            ("1e300", "Other"),
            ("9223372036854775808", "Other"),
        ] {
            assert_eq!(given(&format!(r#"{{"type":{number}}}"#), "type"), expected, "{number}");
        }
    }

    #[test]
    fn the_last_of_two_fields_counts() {
        assert_eq!(given(r#"{"type":1,"type":2}"#, "type"), "Number(2)");
        assert_eq!(given(r#"{"type":1,"\u0074ype":null}"#, "type"), "Nothing");
    }

    #[test]
    fn retry_after_is_in_whole_seconds() {
        for (wait, seconds) in [(Duration::ZERO, "1"), (Duration::milliseconds(1_001), "2"), (Duration::HOUR, "3600")] {
            let answer = with_retry_after(answer(StatusCode::TOO_MANY_REQUESTS, &()), wait);
            assert_eq!(answer.headers()[RETRY_AFTER], seconds);
        }
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..256)) {
            let _ = Body::read(&bytes, NAMES).given(&["email"]);
        }
    }
}
