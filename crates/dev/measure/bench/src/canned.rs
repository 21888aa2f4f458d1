//! AWS with canned answers: which call gets which stands in `canned.json`. The first line counts that fits.

use std::sync::{Arc, Mutex};

use anyhow::{Context as _, Result, bail};
use http_body_util::{BodyExt as _, Full};
use hyper::body::{Bytes, Incoming};
use hyper::http::request::Parts;
use hyper::{Request, Response, StatusCode};
use serde::Deserialize;
use serde_json::Value;

use crate::fixtures::Fixtures;
use crate::server::{self, Server};

const RULES: &str = include_str!("canned.json");

/// A line of `canned.json`.
#[derive(Deserialize)]
struct Rule {
    /// What the target (`DynamoDB_20120810.GetItem`), or the method with path and query and a semicolon (`GET /files?versions;`), contains.
    call: String,
    /// What the body contains.
    #[serde(default)]
    with: String,
    /// The one function that it is for.
    #[serde(default)]
    only: String,
    /// The status; 200 unless said.
    status: Option<u16>,
    /// The body, as JSON.
    json: Option<Value>,
    /// The body, as it is.
    #[serde(default)]
    text: String,
}

struct Answer {
    call: String,
    with: Bytes,
    status: StatusCode,
    body: Bytes,
}

/// The services, as the SDKs name them in `AWS_ENDPOINT_URL_<service>`.
const SERVICES: [&str; 5] = ["COGNITO_IDENTITY_PROVIDER", "DYNAMODB", "S3", "SESV2", "SFN"];

/// A server for each service, as AWS has them, and one for everything else. They answer for one function at a time.
pub struct Canned {
    servers: Vec<Server>,
    shared: Arc<Mutex<Shared>>,
    rules: Vec<Rule>,
}

#[derive(Default)]
struct Shared {
    answers: Arc<Vec<Answer>>,
    unknown: Vec<String>,
    calls: usize,
}

impl Canned {
    /// Starts it.
    ///
    /// # Errors
    /// If there is no free port, or `canned.json` is malformed.
    pub async fn start() -> Result<Self> {
        let rules = serde_json::from_str(RULES).context("canned.json is malformed")?;
        let shared = Arc::<Mutex<Shared>>::default();
        let mut servers = Vec::new();
        for _ in 0..=SERVICES.len() {
            let state = Arc::clone(&shared);
            let server = server::start(move |request| {
                let state = Arc::clone(&state);
                async move { answer(&state, request).await }
            });
            servers.push(server.await?);
        }
        Ok(Self { servers, shared, rules })
    }

    /// The variables that lead a program here.
    pub fn environment(&self) -> impl Iterator<Item = (String, String)> {
        let services = SERVICES.iter().map(|service| format!("AWS_ENDPOINT_URL_{service}"));
        let names = ["AWS_ENDPOINT_URL".to_owned()].into_iter().chain(services);
        names.zip(self.servers.iter().map(Server::url))
    }

    /// Where downstream services are.
    #[must_use]
    pub fn url(&self) -> String {
        self.servers.first().map(Server::url).unwrap_or_default()
    }

    /// How many connections were opened so far.
    #[must_use]
    pub fn connections(&self) -> usize {
        self.servers.iter().map(Server::connections).sum()
    }

    /// How many calls came since the last [`Self::answer_for`].
    #[must_use]
    pub fn calls(&self) -> usize {
        self.lock().calls
    }

    /// From now on the answers are those that this function needs.
    pub fn answer_for(&self, function: &str, fixtures: &Fixtures) {
        let own = self.rules.iter().filter(|rule| rule.only.is_empty() || rule.only == function);
        let answers = own.map(|rule| rule.answer(fixtures)).collect();
        *self.lock() = Shared { answers: Arc::new(answers), ..Shared::default() };
    }

    /// Nothing came that has no answer.
    ///
    /// # Errors
    /// Naming what came.
    pub fn check(&self) -> Result<()> {
        let shared = self.lock();
        if let Some(call) = shared.unknown.first() {
            bail!("crates/dev/measure/bench/src/canned.json has no answer to {call}");
        }
        Ok(())
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Shared> {
        self.shared.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

impl Rule {
    fn answer(&self, fixtures: &Fixtures) -> Answer {
        let body = self.json.as_ref().map_or_else(|| self.text.clone(), Value::to_string);
        let status = self.status.and_then(|status| StatusCode::from_u16(status).ok()).unwrap_or(StatusCode::OK);
        Answer {
            call: self.call.clone(),
            with: Bytes::from(fixtures.fill(&self.with)),
            status,
            body: Bytes::from(fixtures.fill(&body)),
        }
    }
}

async fn answer(state: &Mutex<Shared>, request: Request<Incoming>) -> Response<Full<Bytes>> {
    let (head, body) = request.into_parts();
    let body = body.collect().await.map(http_body_util::Collected::to_bytes).unwrap_or_default();
    let call = name(&head);
    let mut state = state.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    state.calls += 1;
    let answers = Arc::clone(&state.answers);
    let found = answers.iter().find(|answer| call.contains(&answer.call) && contains(&body, &answer.with));
    let Some(found) = found else {
        state.unknown.push(format!("{call} {}", String::from_utf8_lossy(&body)));
        return Response::builder().status(500).body(Full::default()).unwrap_or_default();
    };
    let mut response = Response::new(Full::new(found.body.clone()));
    *response.status_mut() = found.status;
    response
}

fn name(head: &Parts) -> String {
    match head.headers.get("x-amz-target").and_then(|target| target.to_str().ok()) {
        Some(target) => target.to_owned(),
        None => format!("{} {};", head.method, head.uri),
    }
}

fn contains(body: &[u8], part: &[u8]) -> bool {
    part.is_empty() || body.windows(part.len()).any(|window| window == part)
}
