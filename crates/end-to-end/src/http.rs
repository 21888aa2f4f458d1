//! A caller who speaks HTTP to the API.

use std::sync::{Arc, Barrier};
use std::thread;
use std::time::Duration;

use serde_json::Value;
use ureq::Agent;

use crate::stack::Stack;

/// What the API answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The status code.
    pub status: u16,
    /// The body, as JSON; a text where it is none.
    pub body: Value,
}

/// A caller.
#[derive(Clone, Debug)]
pub struct Caller {
    agent: Agent,
    api: String,
}

impl Caller {
    /// A caller of this stack's API.
    #[must_use]
    pub fn of(stack: &Stack) -> Self {
        let settings = Agent::config_builder().http_status_as_error(false).timeout_global(Some(Duration::from_mins(2)));
        Self { agent: settings.build().into(), api: stack.api.clone() }
    }

    /// GET, with an `Authorization` header where one is given.
    #[must_use]
    pub fn get(&self, path: &str, authorization: Option<&str>) -> Answer {
        let mut request = self.agent.get(format!("{}{path}", self.api));
        if let Some(value) = authorization {
            request = request.header("authorization", value);
        }
        read(request.call())
    }

    /// POST of a JSON body.
    #[must_use]
    pub fn post(&self, path: &str, body: &Value) -> Answer {
        self.post_bytes(path, body.to_string().as_bytes())
    }

    /// POST of any bytes, said to be JSON.
    #[must_use]
    pub fn post_bytes(&self, path: &str, body: &[u8]) -> Answer {
        read(self.agent.post(format!("{}{path}", self.api)).header("content-type", "application/json").send(body))
    }
}

/// Sends all these posts at the same moment, each on a connection of its own.
#[must_use]
pub fn at_once(posts: Vec<(&'static str, Value)>, stack: &Stack) -> Vec<(&'static str, Answer)> {
    let start = Arc::new(Barrier::new(posts.len()));
    let calls: Vec<_> = posts
        .into_iter()
        .map(|(path, body)| {
            let (caller, start) = (Caller::of(stack), Arc::clone(&start));
            thread::spawn(move || {
                start.wait();
                (path, caller.post(path, &body))
            })
        })
        .collect();
    calls.into_iter().map(|call| call.join().unwrap()).collect()
}

fn read(response: Result<ureq::http::Response<ureq::Body>, ureq::Error>) -> Answer {
    let mut response = response.expect("the API answers");
    let text = response.body_mut().read_to_string().unwrap();
    Answer { status: response.status().as_u16(), body: serde_json::from_str(&text).unwrap_or(Value::String(text)) }
}
