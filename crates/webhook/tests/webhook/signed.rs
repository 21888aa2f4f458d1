//! What a service receives, and whether it can verify it.

use standardwebhooks::Webhook;
use time::OffsetDateTime;
use usher_webhook::{Limits, Message, Reach, Refusal, Secret, Webhooks};

use crate::services::answering;
use crate::{BODY, message, post, secret};

const OK: &str = "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n";

#[tokio::test]
async fn service_verifies_the_message_with_its_secret() {
    let service = answering(OK);
    post(&service.url).await.unwrap();

    let request = service.next_report();
    let verifier = Webhook::new(&secret().to_text()).unwrap();
    verifier.verify(request.body.as_bytes(), &request.headers).unwrap();

    assert!(verifier.verify(br#"{"user_id":"8"}"#, &request.headers).is_err());
    let another = Webhook::new(&Secret::from_bytes([9; 32]).to_text()).unwrap();
    assert!(another.verify(request.body.as_bytes(), &request.headers).is_err());
}

#[tokio::test]
async fn the_request_is_a_plain_post_of_json() {
    let service = answering(OK);
    post(&service.url).await.unwrap();

    let request = service.next_report();
    assert_eq!(request.line, "POST /removals?from=usher HTTP/1.1");
    assert_eq!(request.body, BODY);
    assert_eq!(request.headers["content-type"], "application/json");
    assert_eq!(request.headers["host"], service.url.split('/').nth(2).unwrap());
}

#[tokio::test]
async fn signature_matches_another_implementation() {
    let service = answering(OK);
    let message = Message { sent_at: OffsetDateTime::from_unix_timestamp(1_700_000_000).unwrap(), ..message() };
    let webhooks = Webhooks::new(Reach::Anywhere, Limits::default()).unwrap();
    webhooks.post(&service.url, &secret(), &message).await.unwrap();

    // Python: base64.b64encode(hmac.new(bytes(range(32)), b'msg_1.1700000000.{"user_id":"7"}', "sha256").digest())
    let request = service.next_report();
    assert_eq!(request.headers["webhook-timestamp"], "1700000000");
    assert_eq!(request.headers["webhook-signature"], "v1,8ihcYgHABEWELaP5Ct9B8IQnCtH/1Kp0Xi6GSPqvJ3o=");
}

#[tokio::test]
async fn retried_message_keeps_its_id() {
    let service = answering(OK);
    for _ in 0..2 {
        post(&service.url).await.unwrap();
        assert_eq!(service.next_report().headers["webhook-id"], "msg_1");
    }
}

#[tokio::test]
async fn ambiguous_message_id_is_refused() {
    let service = answering(OK);
    let webhooks = Webhooks::new(Reach::Anywhere, Limits::default()).unwrap();
    for id in ["", "msg.1", "msg 1", "msg_1\r\nx: y", "mß"] {
        let refused = webhooks.post(&service.url, &secret(), &Message { id, ..message() }).await;
        assert_eq!(refused, Err(Refusal::MessageRefused), "{id:?}");
    }
    assert!(service.was_not_called());
}

#[test]
fn secret_has_a_text_form_and_redacted_debug() {
    let secret = secret();
    assert_eq!(*secret.to_text(), "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=");
    assert_eq!(format!("{secret:?}"), "Secret(..)");
}
