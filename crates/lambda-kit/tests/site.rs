//! What all responses have in common: CORS, preflights, `HEAD`, challenges, headers and the trailing newline.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

use lambda_http::http::header::{CONTENT_TYPE, VARY};
use lambda_http::http::{HeaderValue, StatusCode};
use lambda_http::{Body, Response};
use serde_json::Value;
use usher_domain::DomainError;
use usher_lambda_kit::{AllowedOrigins, Answer, Call, Endpoint, Site};
use usher_testkit::events;

const APP: &str = "https://app.example.com";

/// Answers with this status and media type, and a short body.
struct Fixed(StatusCode, &'static str);

const JSON: Fixed = Fixed(StatusCode::OK, "application/json");

impl Endpoint for Fixed {
    const ROUTE: &'static str = "GET /fixed";

    fn refusal(_: &DomainError) -> Answer {
        Response::default()
    }

    async fn answer(&self, _: &Call) -> Result<Answer, DomainError> {
        let mut answer = Response::new(b"{}".to_vec());
        *answer.status_mut() = self.0;
        answer.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(self.1));
        answer.headers_mut().insert(VARY, HeaderValue::from_static("Accept"));
        Ok(answer)
    }
}

fn open_to_two() -> Site {
    Site { origins: AllowedOrigins::parse(&format!("http://localhost:3000,{APP}")), is_https: false }
}

fn call(method: &str, origin: Option<&str>) -> Value {
    let event = events::with_method(events::event("session/media"), method);
    match origin {
        Some(origin) => events::with_header(event, "Origin", &[origin]),
        None => event,
    }
}

async fn answer(site: &Site, endpoint: &Fixed, event: Value) -> Response<Body> {
    events::answer_of_site(site, endpoint, &event).await
}

fn header<'a>(answer: &'a Response<Body>, name: &str) -> Option<&'a str> {
    answer.headers().get(name).map(|value| value.to_str().unwrap())
}

fn vary(answer: &Response<Body>) -> Vec<&str> {
    answer.headers().get_all(VARY).iter().map(|value| value.to_str().unwrap()).collect()
}

#[tokio::test]
async fn listed_origin_may_read_every_answer() {
    for origin in [APP, "http://localhost:3000"] {
        for status in [StatusCode::OK, StatusCode::UNAUTHORIZED, StatusCode::INTERNAL_SERVER_ERROR] {
            let answer = answer(&open_to_two(), &Fixed(status, "application/json"), call("GET", Some(origin))).await;
            assert_eq!(header(&answer, "access-control-allow-origin"), Some(origin));
            assert_eq!(vary(&answer), ["Accept", "Origin"]);
            let exposed = header(&answer, "access-control-expose-headers").unwrap();
            assert!(["ETag", "Retry-After", "WWW-Authenticate"].iter().all(|name| exposed.contains(name)));
            assert_eq!(header(&answer, "access-control-allow-credentials"), None);
        }
    }
}

#[tokio::test]
async fn other_origin_gets_no_cors_headers_but_vary() {
    for origin in [
        None,
        Some("null"),
        Some("*"),
        Some("https://evil.example"),
        Some("https://app.example.com."),
        Some("https://app.example.com:443"),
        Some("https://app.example.com.evil.example"),
        Some("HTTPS://APP.EXAMPLE.COM"),
        Some("http://app.example.com"),
        Some("http://localhost:3000,https://app.example.com"),
    ] {
        for method in ["GET", "OPTIONS"] {
            let answer = answer(&open_to_two(), &JSON, call(method, origin)).await;
            let told = answer.headers().keys().any(|name| name.as_str().starts_with("access-control-"));
            assert!(!told, "{method} {origin:?}");
            assert!(vary(&answer).contains(&"Origin"), "{method} {origin:?}");
        }
    }
}

#[tokio::test]
async fn empty_list_adds_no_cors_header() {
    let answer = answer(&Site::default(), &JSON, call("GET", Some(APP))).await;
    assert_eq!((header(&answer, "access-control-allow-origin"), vary(&answer)), (None, vec!["Accept"]));
}

#[tokio::test]
async fn preflight_says_what_a_page_may_ask() {
    let answer = answer(&open_to_two(), &JSON, call("OPTIONS", Some(APP))).await;
    assert_eq!((answer.status().as_u16(), answer.body().as_ref()), (204, &[] as &[u8]));
    for (name, value) in [
        ("access-control-allow-origin", APP),
        ("access-control-allow-methods", "GET, HEAD, POST, PUT, DELETE"),
        ("access-control-allow-headers", "authorization, content-type, if-none-match"),
        ("access-control-max-age", "7200"),
    ] {
        assert_eq!(header(&answer, name), Some(value));
    }
}

#[tokio::test]
async fn options_without_allowed_origins_is_204() {
    let answer = answer(&Site::default(), &JSON, call("OPTIONS", Some(APP))).await;
    assert_eq!((answer.status().as_u16(), answer.body().as_ref()), (204, &[] as &[u8]));
}

#[tokio::test]
async fn head_has_headers_of_get_and_no_body() {
    let got = answer(&open_to_two(), &JSON, call("GET", Some(APP))).await;
    let head = answer(&open_to_two(), &JSON, call("HEAD", Some(APP))).await;
    assert_eq!((head.status(), head.headers()), (got.status(), got.headers()));
    assert_eq!((head.body().as_ref(), got.body().as_ref()), (&[] as &[u8], b"{}\n" as &[u8]));
}

#[tokio::test]
async fn json_is_not_sniffed_and_ends_in_a_newline() {
    let json = answer(&Site::default(), &JSON, call("GET", None)).await;
    assert_eq!(header(&json, "x-content-type-options"), Some("nosniff"));
    assert_eq!(json.body().as_ref(), b"{}\n");
    let picture = answer(&Site::default(), &Fixed(StatusCode::OK, "image/png"), call("GET", None)).await;
    assert_eq!(picture.body().as_ref(), b"{}", "bytes that are no text stay as they are");
}

#[tokio::test]
async fn hsts_is_sent_only_over_https() {
    for (is_https, expected) in [(true, Some("max-age=31536000")), (false, None)] {
        let site = Site { is_https, ..Site::default() };
        let answer = answer(&site, &JSON, call("GET", None)).await;
        assert_eq!(header(&answer, "strict-transport-security"), expected);
    }
}

#[tokio::test]
async fn unauthorized_carries_a_challenge() {
    let refused = Fixed(StatusCode::UNAUTHORIZED, "application/json");
    let anonymous = answer(&Site::default(), &refused, call("GET", None)).await;
    assert_eq!(header(&anonymous, "www-authenticate"), Some("Bearer realm=\"usher\""));
    let event = events::with_header(call("GET", None), "Authorization", &["Bearer expired"]);
    let expired = answer(&Site::default(), &refused, event).await;
    assert_eq!(header(&expired, "www-authenticate"), Some("Bearer realm=\"usher\", error=\"invalid_token\""));
    let served = answer(&Site::default(), &JSON, call("GET", None)).await;
    assert_eq!(header(&served, "www-authenticate"), None);
}
