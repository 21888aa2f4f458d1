//! How the response of a service is interpreted.

use usher_webhook::{Accepted, Refusal};

use crate::services::answering;
use crate::{answered, post};

#[tokio::test]
async fn any_2xx_is_acceptance() {
    for status in [200, 201, 202, 204, 299] {
        let service = answering(format!("HTTP/1.1 {status} \r\ncontent-length: 0\r\n\r\n"));
        assert_eq!(post(&service.url).await, Ok(Accepted { status }));
    }
}

#[tokio::test]
async fn any_other_status_is_a_refusal_that_names_it() {
    for status in [101, 300, 304, 400, 401, 404, 410, 429, 500, 503, 999] {
        let service = answering(format!("HTTP/1.1 {status} \r\ncontent-length: 0\r\n\r\n"));
        assert_eq!(post(&service.url).await, Err(answered(status)));
    }
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let private = answering("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");
    for status in [301, 302, 303, 307, 308] {
        let location = &private.url;
        let service = answering(format!("HTTP/1.1 {status} \r\nlocation: {location}\r\ncontent-length: 0\r\n\r\n"));
        assert_eq!(post(&service.url).await, Err(answered(status)));
    }
    assert!(private.was_not_called());
}

#[tokio::test]
async fn final_answer_after_interim_one_counts() {
    let service = answering("HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\nHTTP/1.1 202 Accepted\r\n\r\n");
    assert_eq!(post(&service.url).await, Ok(Accepted { status: 202 }));
}

#[test]
fn a_refusal_has_a_name_that_never_changes() {
    for (refusal, name) in [
        (Refusal::AddressRefused, "AddressRefused"),
        (Refusal::MessageRefused, "MessageRefused"),
        (Refusal::NotReachable, "NotReachable"),
        (Refusal::NoAnswer, "NoAnswer"),
        (Refusal::BrokenAnswer, "BrokenAnswer"),
        (answered(503), "Answered"),
    ] {
        assert_eq!(refusal.name(), name);
    }
    assert_eq!(answered(503).to_string(), "the service answered 503");
}

#[tokio::test]
async fn a_refusal_says_how_long_to_wait() {
    for status in [429, 503] {
        let service = answering(format!("HTTP/1.1 {status} \r\nretry-after: 120\r\ncontent-length: 0\r\n\r\n"));
        let refused = Refusal::Answered { status, retry_after: Some(time::Duration::minutes(2)) };
        assert_eq!(post(&service.url).await, Err(refused));
    }
}
