//! `GET /user/terms`, with the texts of the tests and those of this repository.

use account_terms::AccountTerms;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use usher_domain::terms::TermsContent;
use usher_testkit::{events, fixtures};

fn endpoint() -> AccountTerms {
    AccountTerms::new(&fixtures::terms(), &fixtures::TERMS_CONTENT)
}

/// The entity tag of the texts.
async fn tag(endpoint: &AccountTerms) -> String {
    let answer = events::whole_answer(endpoint, &events::event("account/terms")).await;
    answer.headers()["etag"].to_str().unwrap().to_owned()
}

/// The status for this `If-None-Match`, and whether there is a body.
async fn conditional(tags: &str) -> (u16, bool) {
    let event = events::with_header(events::event("account/terms"), "If-None-Match", &[tags]);
    let answer = events::whole_answer(&endpoint(), &event).await;
    (answer.status().as_u16(), !answer.body().is_empty())
}

/// Digits of a hash as bytes.
fn bytes(digits: &str) -> Vec<u8> {
    (0..digits.len()).step_by(2).map(|at| u8::from_str_radix(&digits[at..at + 2], 16).unwrap()).collect()
}

#[tokio::test]
async fn hash_is_that_of_the_served_text() {
    let endpoint = AccountTerms::new(&usher_terms::in_force().unwrap(), &usher_terms::CONTENT);
    let (status, body) = events::answer(&endpoint, &events::event("account/terms")).await;
    assert_eq!(status, 200);
    for name in ["terms_of_service", "privacy_policy"] {
        let field = |field: &str| body[name][field].as_str().unwrap();
        assert_eq!(bytes(field("sha256")), Sha256::digest(field("text")).to_vec(), "{name}");
        assert!(field("text").starts_with(&format!("Version: {}\n", field("version"))), "{name}");
    }
    assert_eq!(body["terms_of_service"]["text"], usher_terms::TERMS_OF_SERVICE);
    assert_eq!(body["privacy_policy"]["text"], usher_terms::PRIVACY_POLICY);
}

#[tokio::test]
async fn token_makes_no_difference() {
    let plain = events::answer(&endpoint(), &events::event("account/terms")).await;
    let event = events::with_header(events::event("account/terms"), "Authorization", &["Bearer rubbish"]);
    assert_eq!(events::answer(&endpoint(), &event).await, plain);
}

#[tokio::test]
async fn matching_entity_tag_gets_304() {
    let tag = tag(&endpoint()).await;
    for tags in [tag.clone(), format!("W/{tag}"), format!("\"other\", {tag}"), "*".to_owned()] {
        assert_eq!(conditional(&tags).await, (304, false), "{tags}");
    }
    for tags in ["\"other\"".to_owned(), tag.replace('"', ""), format!("W/W/{tag}")] {
        assert_eq!(conditional(&tags).await, (200, true), "{tags}");
    }
}

#[tokio::test]
async fn changed_text_gets_another_tag() {
    let content = TermsContent { privacy_policy: "Version: 7\n\nWe keep nothing.\n", ..fixtures::TERMS_CONTENT };
    let changed = AccountTerms::new(&fixtures::terms(), &content);
    assert_ne!(tag(&changed).await, tag(&endpoint()).await);
}

#[tokio::test]
async fn head_gets_headers_of_get_and_no_body() {
    let event = events::event("account/terms");
    let got = events::whole_answer(&endpoint(), &event).await;
    let head = events::whole_answer(&endpoint(), &events::with_method(event, "HEAD")).await;
    assert_eq!((head.status(), head.headers(), head.body().as_ref()), (got.status(), got.headers(), &[] as &[u8]));
}

#[tokio::test]
async fn long_body_gets_413_that_no_cache_keeps() {
    let mut event = events::event("account/terms");
    event["body"] = " ".repeat(usher_lambda_kit::MAX_BODY + 1).into();
    let answer = events::whole_answer(&endpoint(), &event).await;
    assert_eq!((answer.status().as_u16(), answer.headers()["cache-control"].to_str().unwrap()), (413, "no-store"));
    let body: Value = serde_json::from_slice(answer.body()).unwrap();
    assert_eq!(body, json!({ "message": "The request body is too large.", "errors": {} }));
}
