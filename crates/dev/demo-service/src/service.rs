//! The responses of the service, independent of the server.

use std::error::Error;

use http_body_util::{BodyExt as _, Full, LengthLimitError, Limited};
use hyper::body::{Body, Bytes};
use hyper::header::{self, HeaderValue};
use hyper::{Method, Request, Response, StatusCode};
use serde_json::{Value, json};
use standardwebhooks::Webhook;
use time::OffsetDateTime;
use tokio::sync::Mutex;

use crate::delivery::Delivery;
use crate::failures::Failures;
use crate::refusal::Refusal;
use crate::removal_queue::RemovalQueue;
use crate::settings::Settings;

/// The only path.
pub const PATH: &str = "/removals";

/// The maximum length of a body, in bytes; a removal has less than 100.
pub const BODY_LIMIT: usize = 64 * 1024;

/// A demo service with its queue.
pub struct Service {
    name: String,
    webhook: Webhook,
    failures: Failures,
    queue: Mutex<RemovalQueue>,
}

impl Service {
    /// A service with an empty queue.
    pub fn new(settings: Settings) -> Self {
        let Settings { name, webhook, fails_every, .. } = settings;
        Self { name, webhook, failures: Failures::every(fails_every), queue: Mutex::default() }
    }

    /// `POST /removals` queues a removal, `GET /removals` returns the queue, everything else is 404.
    pub async fn answer<B>(&self, request: Request<B>, now: OffsetDateTime) -> Response<Full<Bytes>>
    where
        B: Body<Error: Into<Box<dyn Error + Send + Sync>>>,
    {
        match (request.method(), request.uri().path()) {
            (&Method::POST, PATH) => match self.queue(request, now).await {
                Ok(()) => json_response(StatusCode::ACCEPTED, &json!({ "queued": true })),
                Err(refusal) => json_response(refusal.status(), &json!({ "message": refusal.to_string() })),
            },
            (&Method::GET, PATH) => json_response(StatusCode::OK, &self.content().await),
            _ => json_response(StatusCode::NOT_FOUND, &json!({ "message": "there is only /removals" })),
        }
    }

    /// Only valid calls count for the simulated failures.
    async fn queue<B>(&self, request: Request<B>, now: OffsetDateTime) -> Result<(), Refusal>
    where
        B: Body<Error: Into<Box<dyn Error + Send + Sync>>>,
    {
        let (head, body) = request.into_parts();
        let delivery = Delivery::parse(&self.webhook, &head.headers, &read(body).await?)?;
        if self.failures.is_due() {
            return Err(Refusal::FailedOnPurpose);
        }
        self.queue.lock().await.push(delivery, now);
        Ok(())
    }

    async fn content(&self) -> Value {
        json!({ "service_name": self.name, "removals": *self.queue.lock().await })
    }
}

async fn read<B>(body: B) -> Result<Bytes, Refusal>
where
    B: Body<Error: Into<Box<dyn Error + Send + Sync>>>,
{
    match Limited::new(body, BODY_LIMIT).collect().await {
        Ok(body) => Ok(body.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => Err(Refusal::TooLarge),
        // The connection was closed before the end of the body.
        Err(_) => Err(Refusal::NotARemoval),
    }
}

fn json_response(status: StatusCode, content: &Value) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(Bytes::from(content.to_string())));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

#[cfg(test)]
mod tests {
    use http_body_util::{BodyExt as _, Full};
    use hyper::body::Bytes;
    use hyper::{Method, Request};
    use serde_json::{Value, json};

    use super::{BODY_LIMIT, Service};
    use crate::sender::{self, OTHER_SECRET, SECRET};
    use crate::server::now;
    use crate::settings::Settings;

    fn service(fails_every: u64) -> Service {
        let listen = ([127, 0, 0, 1], 0).into();
        Service::new(Settings { listen, name: "newsletter".to_owned(), fails_every, webhook: sender::webhook(SECRET) })
    }

    async fn send(service: &Service, request: Request<Full<Bytes>>) -> (u16, Value) {
        let response = service.answer(request, now()).await;
        let status = response.status().as_u16();
        let body = response.into_body().collect().await.expect("a body").to_bytes();
        (status, serde_json::from_slice(&body).expect("JSON"))
    }

    async fn post(service: &Service, secret: &str, webhook_id: &str, body: String) -> (u16, Value) {
        let headers = sender::headers(secret, webhook_id, now(), body.as_bytes());
        let mut request = Request::post("/removals").body(Full::new(Bytes::from(body))).expect("a request");
        request.headers_mut().extend(headers);
        send(service, request).await
    }

    async fn remove(service: &Service, webhook_id: &str, user_id: &str) -> u16 {
        post(service, SECRET, webhook_id, json!({ "user_id": user_id }).to_string()).await.0
    }

    async fn call(service: &Service, method: Method, path: &str) -> (u16, Value) {
        send(service, Request::builder().method(method).uri(path).body(Full::default()).expect("a request")).await
    }

    /// The user ids in the queue, with their deliveries.
    async fn queued(service: &Service) -> Vec<(String, u64)> {
        let (status, shown) = call(service, Method::GET, "/removals").await;
        assert_eq!((status, &shown["service_name"]), (200, &json!("newsletter")));
        let entry = |removal: &Value| Some((removal["user_id"].as_str()?.to_owned(), removal["deliveries"].as_u64()?));
        shown["removals"].as_array().expect("a list").iter().map(|removal| entry(removal).expect("complete")).collect()
    }

    #[tokio::test]
    async fn repeated_call_is_queued_once() {
        let service = service(0);
        let body = || json!({ "user_id": "ada" }).to_string();
        for _ in 0..2 {
            assert_eq!(post(&service, SECRET, "msg_1", body()).await, (202, json!({ "queued": true })));
        }
        assert_eq!(remove(&service, "msg_2", "bob").await, 202);
        assert_eq!(queued(&service).await, [("ada".to_owned(), 2), ("bob".to_owned(), 1)]);
    }

    #[tokio::test]
    async fn rejected_call_is_not_queued() {
        let service = service(0);
        let removal = json!({ "user_id": "ada" }).to_string();
        assert_eq!(post(&service, OTHER_SECRET, "msg_1", removal).await.0, 401);
        let wrong = json!({ "message": r#"the body must be {"user_id": string}"# });
        assert_eq!(post(&service, SECRET, "msg_1", "{}".to_owned()).await, (400, wrong));
        assert_eq!(queued(&service).await, []);
    }

    #[tokio::test]
    async fn body_beyond_the_limit_gets_413() {
        let service = service(0);
        let body = |size: usize| "x".repeat(size);
        assert_eq!(post(&service, SECRET, "msg_1", body(BODY_LIMIT)).await.0, 400);
        assert_eq!(post(&service, SECRET, "msg_1", body(BODY_LIMIT + 1)).await.0, 413);
    }

    #[tokio::test]
    async fn every_nth_call_fails_and_is_not_queued() {
        let service = service(3);
        assert_eq!(remove(&service, "msg_1", "ada").await, 202);
        assert_eq!(remove(&service, "msg_2", "bob").await, 202);
        assert_eq!(remove(&service, "msg_3", "eve").await, 503);
        assert_eq!(queued(&service).await, [("ada".to_owned(), 1), ("bob".to_owned(), 1)]);
        assert_eq!(remove(&service, "msg_3", "eve").await, 202);
        assert_eq!(queued(&service).await.last(), Some(&("eve".to_owned(), 1)));
    }

    #[tokio::test]
    async fn rejected_call_does_not_count_for_failures() {
        let service = service(2);
        assert_eq!(remove(&service, "msg_1", "ada").await, 202);
        assert_eq!(post(&service, SECRET, "msg_2", "{}".to_owned()).await.0, 400);
        assert_eq!(remove(&service, "msg_2", "bob").await, 503);
    }

    #[tokio::test]
    async fn other_routes_get_404() {
        let service = service(0);
        for (method, path) in [
            (Method::GET, "/"),
            (Method::POST, "/removals/"),
            (Method::PUT, "/removals"),
            (Method::DELETE, "/removals"),
        ] {
            assert_eq!(call(&service, method.clone(), path).await.0, 404, "{method} {path}");
        }
    }
}
