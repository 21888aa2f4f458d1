//! The events under `events/`, as API Gateway and Step Functions send them, and the handlers' responses to them.

use std::path::{Path, PathBuf};

use lambda_http::http::StatusCode;
use lambda_http::{Body, Request, Response, request};
use serde_json::Value;
use time::OffsetDateTime;
use usher_domain::session::Session;
use usher_lambda_kit::{Endpoint, Invocation, Site, Task, TaskError, perform, respond};

use crate::fixtures::NOW;

/// The file `events/<name>.json`.
#[must_use]
pub fn path(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../events").join(format!("{name}.json"))
}

/// The names of all events: `directory/get`, `tasks/get-user-unknown`.
#[must_use]
pub fn names() -> Vec<String> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../events");
    let entries = |folder: &Path| std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let files = entries(&root).flat_map(|group| entries(&group));
    let events = files.filter(|file| file.extension().is_some_and(|ending| ending == "json"));
    events.map(|file| file.strip_prefix(&root).unwrap().with_extension("").display().to_string()).collect()
}

/// The text of `events/<name>.json`.
#[must_use]
pub fn text(name: &str) -> String {
    let path = path(name);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The event `events/<name>.json`.
#[must_use]
pub fn event(name: &str) -> Value {
    serde_json::from_str(&text(name)).unwrap()
}

/// The response of an endpoint to an event: the status, and the body as JSON.
pub async fn answer(endpoint: &impl Endpoint, event: &Value) -> (StatusCode, Value) {
    let (parts, body) = whole_answer(endpoint, event).await.into_parts();
    let body = match body {
        Body::Text(text) => serde_json::from_str(&text).expect("the body is JSON"),
        other => panic!("the body is not text: {other:?}"),
    };
    (parts.status, body)
}

/// The response of an endpoint to an event, with its headers, and the body as the gateway gets it.
pub async fn whole_answer(endpoint: &impl Endpoint, event: &Value) -> Response<Body> {
    whole_answer_at(NOW, endpoint, event).await
}

/// Like [`whole_answer`], at this time instead of [`NOW`].
pub async fn whole_answer_at(now: OffsetDateTime, endpoint: &impl Endpoint, event: &Value) -> Response<Body> {
    respond(endpoint, &Site::default(), request(event), now, false).await
}

/// Like [`whole_answer`], with this configuration of the site instead of the default.
pub async fn answer_of_site(site: &Site, endpoint: &impl Endpoint, event: &Value) -> Response<Body> {
    respond(endpoint, site, request(event), NOW, false).await
}

fn request(event: &Value) -> Request {
    request::from_str(&event.to_string()).expect("the event has the format of API Gateway")
}

/// The event with another method.
#[must_use]
pub fn with_method(mut event: Value, method: &str) -> Value {
    event["httpMethod"] = method.into();
    event["requestContext"]["httpMethod"] = method.into();
    event
}

/// The event with this header, repeated for each value.
#[must_use]
pub fn with_header(mut event: Value, name: &str, values: &[&str]) -> Value {
    event["headers"][name] = values.last().copied().into();
    event["multiValueHeaders"][name] = values.into();
    event
}

/// The event with the access token of this session.
#[must_use]
pub fn with_access_token(event: Value, session: &Session) -> Value {
    with_header(event, "Authorization", &[&format!("JWT {}", session.access.reveal())])
}

/// The output of a task for an event.
///
/// # Errors
/// The task's own.
pub async fn outcome<T: Task>(task: &T, event: Value) -> Result<T::Output, TaskError> {
    let invocation = Invocation { request_id: "request-of-a-test", now: NOW, time_left: None, cold_start: false };
    perform(task, event, &invocation).await
}

/// The event with another body.
#[must_use]
pub fn with_body(mut event: Value, body: &str) -> Value {
    event["body"] = body.into();
    event
}

/// The event from another source address.
#[must_use]
pub fn from_source(mut event: Value, address: &str) -> Value {
    event["requestContext"]["identity"]["sourceIp"] = address.into();
    event
}

/// The event with these claims changed, as the gateway's authorizer passes them on.
#[must_use]
pub fn with_claims(mut event: Value, changes: &[(&str, &str)]) -> Value {
    for (claim, value) in changes {
        event["requestContext"]["authorizer"]["claims"][*claim] = (*value).into();
    }
    event
}
