//! Reading JSON bodies field by field, and writing JSON answers.

use http::header::{CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER};
use http::{HeaderValue, Response, StatusCode};
use serde::Serialize;
use serde_json::{Map, Value};
use time::{Duration, OffsetDateTime};
use usher_domain::{Field, FieldErrors, Given, Problem, timestamp};

use crate::Answer;

/// A request body that should be a JSON object. Unknown fields are ignored.
#[derive(Debug)]
pub struct Body(Option<Map<String, Value>>);

impl Body {
    /// Reads a body. One that is not JSON, is no object, or is nested more than 128 deep holds no field that could be
    /// read: then every field that is asked for is [`Given::Unreadable`].
    #[must_use]
    pub fn read(bytes: &[u8]) -> Self {
        Self(serde_json::from_slice(bytes).ok())
    }

    /// Whether the field is there and null.
    #[must_use]
    pub fn is_null(&self, name: &str) -> bool {
        self.0.as_ref().and_then(|fields| fields.get(name)).is_some_and(Value::is_null)
    }

    /// What was given under the first of these names that is there.
    #[must_use]
    pub fn given(&self, names: &[&str]) -> Given<'_> {
        let Some(fields) = &self.0 else { return Given::Unreadable };
        names.iter().find_map(|name| fields.get(*name)).map_or(Given::Nothing, given)
    }
}

fn given(value: &Value) -> Given<'_> {
    match value {
        Value::Null => Given::Nothing,
        Value::String(text) => Given::Text(text),
        Value::Number(number) => number.as_i64().map_or(Given::Other, Given::Number),
        Value::Bool(_) | Value::Array(_) | Value::Object(_) => Given::Other,
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

    #[test]
    fn fields_are_read_one_by_one_whatever_the_others_are() {
        let body = Body::read(br#"{"email":"a@b.de","full_name":null,"type":1,"tags":[1]}"#);
        assert_eq!(body.given(&["email"]), Given::Text("a@b.de"));
        assert_eq!(body.given(&["full_name"]), Given::Nothing);
        assert_eq!(body.given(&["type"]), Given::Number(1));
        assert_eq!(body.given(&["tags"]), Given::Other);
        assert_eq!(body.given(&["missing", "email"]), Given::Text("a@b.de"));
    }

    #[test]
    fn what_is_no_object_holds_no_field() {
        let deep = format!("{}{}", "[".repeat(10_000), "]".repeat(10_000));
        for bytes in ["", "{", "[]", "null", "\"text\"", deep.as_str(), &format!("{{\"email\":{deep}}}")] {
            assert_eq!(Body::read(bytes.as_bytes()).given(&["email"]), Given::Unreadable);
        }
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
            let _ = Body::read(&bytes).given(&["email"]);
        }
    }
}
