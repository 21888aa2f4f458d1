//! Verifies and parses one of Usher's webhook calls.

use std::collections::BTreeMap;

use hyper::HeaderMap;
use standardwebhooks::{HEADER_WEBHOOK_ID, HEADER_WEBHOOK_TIMESTAMP, Webhook, WebhookError};

use crate::refusal::Refusal;

/// An authentic call.
#[derive(Debug, PartialEq, Eq)]
pub struct Delivery {
    /// The message id, which is the same for each retry of a message.
    pub webhook_id: String,
    /// Usher's id of the user to remove.
    pub user_id: String,
}

impl Delivery {
    /// Verifies the signature, then parses the body.
    ///
    /// # Errors
    /// [`Refusal::NotAuthentic`] if a header is missing, the signature is wrong, or the timestamp is more than five
    /// minutes off; [`Refusal::NotARemoval`] if the body is not an object with only the string `user_id`.
    pub fn parse(webhook: &Webhook, headers: &HeaderMap, body: &[u8]) -> Result<Self, Refusal> {
        reject_negative_timestamp(headers)?;
        webhook.verify(body, headers)?;
        Ok(Self { webhook_id: webhook_id(headers)?, user_id: user_id(body).ok_or(Refusal::NotARemoval)? })
    }
}

/// `standardwebhooks` subtracts the timestamp from the current time, which would overflow and panic.
fn reject_negative_timestamp(headers: &HeaderMap) -> Result<(), WebhookError> {
    let is_negative = headers.get(HEADER_WEBHOOK_TIMESTAMP).is_some_and(|time| time.as_bytes().starts_with(b"-"));
    if is_negative { Err(WebhookError::InvalidTimestamp) } else { Ok(()) }
}

fn webhook_id(headers: &HeaderMap) -> Result<String, WebhookError> {
    let id = headers.get(HEADER_WEBHOOK_ID).ok_or(WebhookError::MissingHeader("id"))?;
    Ok(id.to_str().map_err(|_| WebhookError::InvalidHeader("id"))?.to_owned())
}

/// Parsed as a map, since serde would also accept an array for a struct.
fn user_id(body: &[u8]) -> Option<String> {
    let mut fields: BTreeMap<String, String> = serde_json::from_slice(body).ok()?;
    fields.remove("user_id").filter(|_| fields.is_empty())
}

#[cfg(test)]
mod tests {
    use hyper::HeaderMap;
    use hyper::header::HeaderValue;
    use standardwebhooks::{HEADER_WEBHOOK_ID, HEADER_WEBHOOK_SIGNATURE, HEADER_WEBHOOK_TIMESTAMP};
    use time::Duration;

    use super::{Delivery, Refusal};
    use crate::sender::{self, OTHER_SECRET, SECRET};
    use crate::server::now;

    const BODY: &[u8] = br#"{"user_id":"ada"}"#;

    fn parse(headers: &HeaderMap, body: &[u8]) -> Result<Delivery, Refusal> {
        Delivery::parse(&sender::webhook(SECRET), headers, body)
    }

    fn is_not_authentic(headers: &HeaderMap, body: &[u8]) -> bool {
        matches!(parse(headers, body), Err(Refusal::NotAuthentic(_)))
    }

    #[test]
    fn signed_call_is_parsed() {
        let headers = sender::headers(SECRET, "msg_1", now(), BODY);
        let expected = Delivery { webhook_id: "msg_1".to_owned(), user_id: "ada".to_owned() };
        assert_eq!(parse(&headers, BODY).expect("authentic"), expected);
    }

    #[test]
    fn wrong_signature_is_rejected() {
        assert!(is_not_authentic(&sender::headers(OTHER_SECRET, "msg_1", now(), BODY), BODY));
        let signed = sender::headers(SECRET, "msg_1", now(), BODY);
        assert!(is_not_authentic(&signed, br#"{"user_id":"bob"}"#));
        let mut other_message = signed;
        other_message.insert(HEADER_WEBHOOK_ID, HeaderValue::from_static("msg_2"));
        assert!(is_not_authentic(&other_message, BODY));
    }

    #[test]
    fn missing_header_is_rejected() {
        for name in [HEADER_WEBHOOK_ID, HEADER_WEBHOOK_TIMESTAMP, HEADER_WEBHOOK_SIGNATURE] {
            let mut headers = sender::headers(SECRET, "msg_1", now(), BODY);
            headers.remove(name);
            assert!(is_not_authentic(&headers, BODY), "{name}");
        }
    }

    #[test]
    fn call_is_valid_for_five_minutes() {
        let minute = Duration::MINUTE;
        for (age, is_rejected) in [(4 * minute, false), (6 * minute, true), (-4 * minute, false), (-6 * minute, true)] {
            let headers = sender::headers(SECRET, "msg_1", now() - age, BODY);
            assert_eq!(is_not_authentic(&headers, BODY), is_rejected, "{age}");
        }
    }

    #[test]
    fn timestamp_out_of_range_is_rejected() {
        for time in ["-9223372036854775808", "9223372036854775807", "9223372036854775808", "soon"] {
            let mut headers = sender::headers(SECRET, "msg_1", now(), BODY);
            headers.insert(HEADER_WEBHOOK_TIMESTAMP, HeaderValue::from_static(time));
            assert!(is_not_authentic(&headers, BODY), "{time}");
        }
    }

    #[test]
    fn body_without_only_a_user_id_is_rejected() {
        let bodies = [
            "",
            "null",
            "{}",
            "[\"ada\"]",
            r#"{"user_id":1}"#,
            r#"{"user_id":null}"#,
            r#"{"user_id":"a","email":"b"}"#,
        ];
        for body in bodies {
            let headers = sender::headers(SECRET, "msg_1", now(), body.as_bytes());
            assert!(matches!(parse(&headers, body.as_bytes()), Err(Refusal::NotARemoval)), "{body}");
        }
    }
}
