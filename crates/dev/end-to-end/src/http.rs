//! An HTTP client of the API.

use std::sync::{Arc, Barrier};
use std::thread;
use std::time::Duration;

use serde_json::Value;
use ureq::Agent;
use ureq::http::Request;

use crate::description;
pub use crate::response::{Answer, WholeAnswer};
use crate::stack::Stack;

/// An HTTP client of the API. It checks every response against openapi.yaml.
#[derive(Clone, Debug)]
pub struct Caller {
    agent: Agent,
    api: String,
}

impl Caller {
    /// A client of this stack's API.
    #[must_use]
    pub fn of(stack: &Stack) -> Self {
        let settings = Agent::config_builder()
            .http_status_as_error(false)
            .allow_non_standard_methods(true)
            .timeout_global(Some(Duration::from_mins(2)));
        Self { agent: settings.build().into(), api: stack.api.clone() }
    }

    /// GET, with an `Authorization` header if one is given.
    #[must_use]
    pub fn get(&self, path: &str, authorization: Option<&str>) -> Answer {
        self.send("GET", path, authorization, None)
    }

    /// POST of a JSON body.
    #[must_use]
    pub fn post(&self, path: &str, body: &Value) -> Answer {
        self.send("POST", path, None, Some(body))
    }

    /// PUT of a JSON body.
    #[must_use]
    pub fn put(&self, path: &str, authorization: &str, body: &Value) -> Answer {
        self.send("PUT", path, Some(authorization), Some(body))
    }

    /// Any method, with an `Authorization` header and a JSON body if they are given.
    #[must_use]
    pub fn send(&self, method: &str, path: &str, authorization: Option<&str>, body: Option<&Value>) -> Answer {
        let headers: Vec<_> = authorization.map(|value| ("authorization", value)).into_iter().collect();
        let bytes = body.map(|body| body.to_string().into_bytes());
        let kind = body.map(|_| ("content-type", "application/json"));
        let headers = [headers, kind.into_iter().collect()].concat();
        self.send_bytes(method, path, &headers, bytes.unwrap_or_default()).plain()
    }

    /// POST of any bytes, with the content type of JSON.
    #[must_use]
    pub fn post_bytes(&self, path: &str, body: &[u8]) -> Answer {
        self.send_bytes("POST", path, &[("content-type", "application/json")], body.to_vec()).plain()
    }

    /// Any method, headers and bytes.
    #[must_use]
    pub fn send_bytes(&self, method: &str, path: &str, headers: &[(&str, &str)], body: Vec<u8>) -> WholeAnswer {
        let mut request = Request::builder().method(method).uri(format!("{}{path}", self.api));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let mut response = self.agent.run(request.body(body).unwrap()).expect("the API answers");
        let answer = WholeAnswer {
            status: response.status().as_u16(),
            headers: response.headers().clone(),
            bytes: response.body_mut().read_to_vec().unwrap(),
        };
        description::check(method, path, &answer);
        answer
    }
}

/// Sends all POST requests at the same time, each on its own connection.
#[must_use]
pub fn post_concurrently(posts: Vec<(&'static str, Value)>, stack: &Stack) -> Vec<(&'static str, Answer)> {
    let send = |(path, body): (&'static str, Value)| move |caller: &Caller| (path, caller.post(path, &body));
    run_concurrently(stack, posts.into_iter().map(send).collect())
}

/// Runs all calls at the same time, each with its own connection.
#[must_use]
pub fn run_concurrently<Outcome: Send + 'static>(
    stack: &Stack,
    calls: Vec<impl FnOnce(&Caller) -> Outcome + Send + 'static>,
) -> Vec<Outcome> {
    let start = Arc::new(Barrier::new(calls.len()));
    let threads: Vec<_> = calls
        .into_iter()
        .map(|call| {
            let (caller, start) = (Caller::of(stack), Arc::clone(&start));
            thread::spawn(move || {
                start.wait();
                call(&caller)
            })
        })
        .collect();
    threads.into_iter().map(|thread| thread.join().unwrap()).collect()
}
