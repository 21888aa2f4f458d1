//! Reading JSON bodies field by field, and writing JSON answers.

use std::borrow::Cow;
use std::fmt;

use http::header::{CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER};
use http::{HeaderValue, Response, StatusCode};
use serde::Serialize;
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;
use serde_json::{Map, Value};
use time::{Duration, OffsetDateTime};
use usher_domain::{Field, FieldErrors, Given, Problem, timestamp};

use crate::Answer;

/// The wanted fields of a request body that should be a JSON object. Every other field is skipped, whatever it holds
/// and however deep it is nested, so that a body takes no more memory than its bytes.
#[derive(Debug)]
pub struct Body<'a>(Option<Vec<Entry<'a>>>);

#[derive(Debug)]
struct Entry<'a> {
    name: &'static str,
    value: Held<'a>,
    /// In bytes, as it came.
    length: usize,
}

#[derive(Debug)]
enum Held<'a> {
    Null,
    Text(Cow<'a, str>),
    Number(i64),
    Other,
}

impl<'a> Body<'a> {
    /// Reads the fields of these names; of two fields of one name the last counts. A body that is not JSON or is no
    /// object holds no field that could be read: then every field that is asked for is [`Given::Unreadable`].
    #[must_use]
    pub fn read(bytes: &'a [u8], wanted: &[&'static str]) -> Self {
        let mut reader = serde_json::Deserializer::from_slice(bytes);
        let entries = Wanted(wanted).deserialize(&mut reader);
        Self(entries.and_then(|entries| reader.end().map(|()| entries)).ok())
    }

    /// Whether the field is there and null.
    #[must_use]
    pub fn is_null(&self, name: &str) -> bool {
        self.entry(name).is_some_and(|entry| matches!(entry.value, Held::Null))
    }

    /// What was given under the first of these names that is there.
    #[must_use]
    pub fn given(&self, names: &[&str]) -> Given<'_> {
        if self.0.is_none() {
            return Given::Unreadable;
        }
        match names.iter().find_map(|name| self.entry(name)).map(|entry| &entry.value) {
            None | Some(Held::Null) => Given::Nothing,
            Some(Held::Text(text)) => Given::Text(text),
            Some(Held::Number(number)) => Given::Number(*number),
            Some(Held::Other) => Given::Other,
        }
    }

    /// Whether the body is a JSON object.
    pub(crate) const fn is_readable(&self) -> bool {
        self.0.is_some()
    }

    /// How many bytes of the body the value of a field takes.
    pub(crate) fn length(&self, name: &str) -> usize {
        self.entry(name).map_or(0, |entry| entry.length)
    }

    fn entry(&self, name: &str) -> Option<&Entry<'a>> {
        self.0.as_ref()?.iter().find(|entry| entry.name == name)
    }
}

impl<'a> Held<'a> {
    /// What a single value is. A number that is written as a fraction is a whole one if it has no fractional part
    /// (RFC 8259 leaves `1.0` and `1` to mean the same).
    fn read(raw: &'a RawValue) -> Self {
        let raw = raw.get();
        match raw.as_bytes().first() {
            Some(b'n') => Self::Null,
            Some(b'"') => {
                let borrowed = serde_json::from_str(raw).map(Cow::Borrowed);
                borrowed.or_else(|_| serde_json::from_str(raw).map(Cow::Owned)).map_or(Self::Other, Self::Text)
            }
            Some(b'-' | b'0'..=b'9') => {
                raw.parse().ok().or_else(|| whole(raw.parse().ok()?)).map_or(Self::Other, Self::Number)
            }
            _ => Self::Other,
        }
    }
}

/// The whole number that a floating-point number is, as far as those are exact.
#[expect(clippy::cast_possible_truncation, reason = "only what has no fraction and is exact is cast")]
fn whole(number: f64) -> Option<i64> {
    const EXACT: f64 = 9_007_199_254_740_991.0;
    (number.abs() <= EXACT && number.fract() == 0.0).then_some(number as i64)
}

/// Reads an object's fields of these names.
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

/// Tells which of these names a key is, without a copy of the key.
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

/// A JSON answer that nobody may cache: every one of them is about a person.
#[must_use]
pub fn answer(status: StatusCode, body: &impl Serialize) -> Answer {
    // Serialization fails for maps with keys that are no strings only, and no body has one.
    let bytes = serde_json::to_vec(body).unwrap_or_default();
    let mut answer = Response::new(bytes);
    *answer.status_mut() = status;
    answer.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    answer.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    answer
}

/// The answer with a `Retry-After` header, in whole seconds and at least one (RFC 9110 section 10.2.3).
#[must_use]
pub fn with_retry_after(mut answer: Answer, retry_after: Duration) -> Answer {
    let seconds = (retry_after + Duration::milliseconds(999)).whole_seconds().max(1);
    answer.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
    answer
}

/// The sentences of each failing field, under the name that the dialect gives it, and of each parameter that is not known,
/// under its own.
#[must_use]
pub fn messages(errors: &FieldErrors, name: fn(Field) -> &'static str) -> Map<String, Value> {
    let unknown =
        errors.unknown().map(|name| (name.to_owned(), Value::from(vec![Problem::UnknownParameter.to_string()])));
    errors
        .iter()
        .map(|(field, problems)| (name(field).to_owned(), problems.iter().map(ToString::to_string).collect()))
        .chain(unknown)
        .collect()
}

/// A time as all bodies write it: RFC 3339, UTC, three digits of a second.
#[must_use]
pub fn written(moment: OffsetDateTime) -> String {
    // Formatting fails for years of more than four digits only.
    timestamp::format(moment).unwrap_or_default()
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
    fn fields_are_read_one_by_one_whatever_the_others_are() {
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
    fn what_is_no_object_holds_no_field() {
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
    fn a_field_that_cannot_be_a_text_fails_alone() {
        for wrong in ["1e400", "[[[[1]]]]", r#"{"a":1}"#, "true", r#""\ud800""#] {
            let body = format!(r#"{{"email":{wrong},"full_name":"Ada"}}"#);
            assert_eq!(given(&body, "email"), "Other", "{wrong}");
            assert_eq!(given(&body, "full_name"), r#"Text("Ada")"#, "{wrong}");
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
