//! The request log: one line for each request, without personal data.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::{Value, json};
use usher_end_to_end::clock::now;
use usher_end_to_end::http::Caller;
use usher_end_to_end::operator::{places_of, request_lines_begun_since};
use usher_end_to_end::people::Person;
use usher_end_to_end::pool::Pool;
use usher_end_to_end::stack::Stack;
use usher_end_to_end::wait::wait_for;

#[tokio::test]
async fn each_request_logs_one_anonymous_line() {
    let stack = Stack::under_test();
    let caller = Caller::of(&stack);
    let person = Person::registered(&caller);
    let bearer = format!("Bearer {}", person.sign_in(&caller).access);
    let since = now();

    assert_eq!(caller.get(&format!("/user/{}", person.email), Some(&bearer)).status, 200);
    assert_eq!(caller.get("/user/somebody@example.com", Some(&bearer)).status, 403);

    // The platform may log the last line late, with the next request.
    assert_eq!(caller.get("/user/somebody@example.com", Some(&bearer)).status, 403);
    let poll = async || request_lines_begun_since(&stack, "GET /user/{email}", since).first_chunk().cloned();
    let [own, other]: [Value; 2] = wait_for(Duration::from_secs(30), poll).await;
    assert_eq!((&own["status"], &other["status"]), (&json!(200), &json!(403)));
    assert_eq!((&own["level"], &other["error"]), (&json!("INFO"), &json!("Forbidden")));
    assert!(own["request_id"].as_str().is_some_and(|id| !id.is_empty()));
    assert!(own["duration_ms"].is_f64() && own["cold_start"].is_boolean());

    assert_eq!(places_of(&stack, "logs", &[&person.email, &person.full_name, &bearer[7..]]), BTreeMap::new());
}

#[tokio::test]
async fn refusal_reason_is_logged_but_not_returned() {
    let stack = Stack::under_test();
    let caller = Caller::of(&stack);
    let (disabled, unknown) = (Person::registered(&caller), Person::stranger());
    Pool::ours(&stack).disable(&disabled).await;
    let since = now();
    let sign_in = |person: &Person| {
        caller.post("/api/user/login/", &json!({ "email": person.email, "password": person.password }))
    };

    assert_eq!(sign_in(&disabled).status, 400);
    assert_eq!(sign_in(&disabled), sign_in(&unknown));

    // The platform may log the last line late, with the next request.
    assert_eq!(sign_in(&unknown).status, 400);
    let poll = async || {
        let lines = request_lines_begun_since(&stack, "POST /api/user/login/", since);
        let reasons: Vec<_> = lines.iter().filter_map(|line| line["reason"].as_str()).collect();
        (reasons.contains(&"disabled") && reasons.contains(&"mismatch")).then_some(())
    };
    wait_for(Duration::from_secs(30), poll).await;
}
