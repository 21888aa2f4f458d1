//! `GET /user/erasure/{erasure_id}` with in-memory ports.

use serde_json::{Value, json};
use usher_domain::ports::StartErasure;
use usher_testkit::in_memory::Erasures;
use usher_testkit::{events, fixtures};

use crate::scene::{self, Endpoint};

async fn answer(endpoint: &Endpoint, id: &str) -> (u16, Value) {
    let mut event = events::event("account/erasure");
    event["pathParameters"]["erasure_id"] = id.into();
    let (status, body) = events::answer(endpoint, &event).await;
    (status.as_u16(), body)
}

async fn of_ada(endpoint: &Endpoint) -> Value {
    let (status, body) = answer(endpoint, scene::erasure().id.as_str()).await;
    assert_eq!((status, body["erasure_id"].as_str()), (200, Some(scene::erasure().id.as_str())), "{body}");
    body
}

fn billing(status: &str) -> Value {
    json!([{ "service_name": "billing", "status": status }])
}

#[tokio::test]
async fn state_is_that_of_the_execution() {
    for (endpoint, state, status) in [
        (scene::running().await, "running", "pending"),
        (scene::failed().await, "failed", "pending"),
        (scene::succeeded().await, "succeeded", "confirmed"),
    ] {
        let body = of_ada(&endpoint).await;
        assert_eq!((&body["state"], &body["recipients"]), (&json!(state), &billing(status)));
        assert_eq!(body["certificate"].is_null(), state != "succeeded");
    }
}

#[tokio::test]
async fn certificate_is_the_stored_one() {
    let endpoint = scene::succeeded().await;
    let stored = endpoint.evidence.text(&format!("certificates/{}.json", scene::erasure().id.as_str())).unwrap();
    assert_eq!(of_ada(&endpoint).await["certificate"], serde_json::from_str::<Value>(&stored).unwrap());
}

#[tokio::test]
async fn certificate_outlives_the_execution() {
    let mut endpoint = scene::succeeded().await;
    let before = of_ada(&endpoint).await;
    endpoint.erasures = Erasures::default();
    assert_eq!(of_ada(&endpoint).await, before);
}

#[tokio::test]
async fn execution_without_certificate_has_no_recipients() {
    let endpoint = scene::running().await;
    endpoint.removal_queue.end(&scene::erasure().user_id);
    endpoint.erasures.end(&scene::erasure().id);
    let body = of_ada(&endpoint).await;
    assert_eq!(
        (&body["state"], &body["recipients"], &body["certificate"]),
        (&json!("succeeded"), &json!([]), &Value::Null)
    );
}

#[tokio::test]
async fn second_run_shows_the_latest_certificate() {
    let endpoint = scene::succeeded().await;
    endpoint.erasures.start(&scene::erasure()).await.unwrap();
    let body = of_ada(&endpoint).await;
    assert_eq!((&body["state"], &body["recipients"]), (&json!("running"), &json!([])));
    let certificate = |body: &Value| body["certificate"]["certificate_id"].as_str().unwrap().to_owned();
    assert!(certificate(&body).ends_with(&format!("/{}.json", scene::erasure().id.as_str())), "the first run's");

    scene::certify(&endpoint, 2).await;
    endpoint.erasures.end(&scene::erasure().id);

    assert!(certificate(&of_ada(&endpoint).await).ends_with("-2.json"));
}

#[tokio::test]
async fn response_has_no_personal_data() {
    let ada = fixtures::ada();
    for endpoint in [scene::running().await, scene::failed().await, scene::succeeded().await] {
        let text = of_ada(&endpoint).await.to_string();
        for personal in [ada.id.as_str(), ada.email.as_str(), ada.files_folder.as_str(), "Lovelace", "\"ada\""] {
            assert!(!text.contains(personal), "{personal}: {text}");
        }
    }
}

#[tokio::test]
async fn unknown_and_malformed_ids_get_the_same_404() {
    let endpoint = scene::succeeded().await;
    let expected = (404, json!({ "message": "There is no such erasure.", "errors": {} }));
    let id = scene::erasure().id;
    let (run, capitals) = (format!("{}-2", id.as_str()), id.as_str().to_uppercase());
    let prefix = &id.as_str()[..31];
    let user = fixtures::ada().id;
    for given in [&"0".repeat(32), &run, &capitals, prefix, user.as_str(), "", "%00", "%ff", "..%2f..%2fx", "*"] {
        assert_eq!(answer(&endpoint, given).await, expected, "{given}");
    }
    assert_eq!(answer(&scene::nothing(), id.as_str()).await, expected);
}
