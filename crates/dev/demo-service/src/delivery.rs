//! Reading one of Usher's calls: whether it is authentic, and whom it is about.

use std::collections::BTreeMap;

use hyper::HeaderMap;
use standardwebhooks::{HEADER_WEBHOOK_ID, HEADER_WEBHOOK_TIMESTAMP, Webhook, WebhookError};

use crate::refusal::Refusal;

/// An authentic call.
#[derive(Debug, PartialEq, Eq)]
pub struct Delivery {
    /// The message's id, the same whenever it is delivered again.
    pub webhook_id: String,
    /// Usher's id of the person to remove.
    pub user_id: String,
}

impl Delivery {
    /// Reads a call. The signature comes first: nothing is said about the body of a stranger.
    ///
    /// # Errors
    /// [`Refusal::NotAuthentic`] if a header is missing, the signature is wrong or the time is more than five minutes
    /// from now; [`Refusal::NotARemoval`] if the body is not an object with the string `user_id` alone.
    pub fn read(webhook: &Webhook, headers: &HeaderMap, body: &[u8]) -> Result<Self, Refusal> {
        refuse_negative_time(headers)?;
        webhook.verify(body, headers)?;
        Ok(Self { webhook_id: webhook_id(headers)?, user_id: user_id(body).ok_or(Refusal::NotARemoval)? })
    }
}

/// The crate subtracts the time from the present without a look at overflow, which would panic.
fn refuse_negative_time(headers: &HeaderMap) -> Result<(), WebhookError> {
    let is_negative = headers.get(HEADER_WEBHOOK_TIMESTAMP).is_some_and(|time| time.as_bytes().starts_with(b"-"));
    if is_negative { Err(WebhookError::InvalidTimestamp) } else { Ok(()) }
}

fn webhook_id(headers: &HeaderMap) -> Result<String, WebhookError> {
    let id = headers.get(HEADER_WEBHOOK_ID).ok_or(WebhookError::MissingHeader("id"))?;
    Ok(id.to_str().map_err(|_| WebhookError::InvalidHeader("id"))?.to_owned())
}

/// Read as a map, since serde would also take an array for a struct.
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

    fn read(headers: &HeaderMap, body: &[u8]) -> Result<Delivery, Refusal> {
        Delivery::read(&sender::webhook(SECRET), headers, body)
    }

    fn is_not_authentic(headers: &HeaderMap, body: &[u8]) -> bool {
        matches!(read(headers, body), Err(Refusal::NotAuthentic(_)))
    }

    #[test]
    fn a_signed_call_names_its_message_and_the_person() {
        let headers = sender::headers(SECRET, "msg_1", now(), BODY);
        let expected = Delivery { webhook_id: "msg_1".to_owned(), user_id: "ada".to_owned() };
        assert_eq!(read(&headers, BODY).expect("authentic"), expected);
    }

    #[test]
    fn what_was_not_signed_with_the_secret_is_refused() {
        assert!(is_not_authentic(&sender::headers(OTHER_SECRET, "msg_1", now(), BODY), BODY));
        let signed = sender::headers(SECRET, "msg_1", now(), BODY);
        assert!(is_not_authentic(&signed, br#"{"user_id":"bob"}"#));
        let mut of_another_message = signed;
        of_another_message.insert(HEADER_WEBHOOK_ID, HeaderValue::from_static("msg_2"));
        assert!(is_not_authentic(&of_another_message, BODY));
    }

    #[test]
    fn every_header_is_needed() {
        for name in [HEADER_WEBHOOK_ID, HEADER_WEBHOOK_TIMESTAMP, HEADER_WEBHOOK_SIGNATURE] {
            let mut headers = sender::headers(SECRET, "msg_1", now(), BODY);
            headers.remove(name);
            assert!(is_not_authentic(&headers, BODY), "{name}");
        }
    }

    #[test]
    fn a_call_counts_for_five_minutes() {
        let minute = Duration::MINUTE;
        for (age, is_refused) in [(4 * minute, false), (6 * minute, true), (-4 * minute, false), (-6 * minute, true)] {
            let headers = sender::headers(SECRET, "msg_1", now() - age, BODY);
            assert_eq!(is_not_authentic(&headers, BODY), is_refused, "{age}");
        }
    }

    #[test]
    fn a_time_out_of_all_range_is_refused() {
        for time in ["-9223372036854775808", "9223372036854775807", "9223372036854775808", "soon"] {
            let mut headers = sender::headers(SECRET, "msg_1", now(), BODY);
            headers.insert(HEADER_WEBHOOK_TIMESTAMP, HeaderValue::from_static(time));
            assert!(is_not_authentic(&headers, BODY), "{time}");
        }
    }

    #[test]
    fn only_a_user_id_is_a_removal() {
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
            assert!(matches!(read(&headers, body.as_bytes()), Err(Refusal::NotARemoval)), "{body}");
        }
    }
}
