//! The Lambda Runtime API for one program: hands out events, and tells when each thing happened
//! (<https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html>).

use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use anyhow::{Context as _, Result, bail};
use http_body_util::{BodyExt as _, Full};
use hyper::body::{Bytes, Incoming};
use hyper::{Method, Request, Response, StatusCode};
use tokio::sync::{Mutex, mpsc};

use crate::server::{self, Server};

/// What a function gets as the time that it has; no call here takes so long.
const TIME_TO_ANSWER: Duration = Duration::from_secs(30);

/// How long to wait for a program that does not ask, or does not answer.
const TIMEOUT: Duration = Duration::from_mins(1);

/// What a program told.
enum Told {
    /// It asks for an event.
    Polled,
    /// It answered one.
    Answered(Bytes),
    /// It failed, and says how.
    Failed(String),
}

/// The Runtime API of one program.
pub struct RuntimeApi {
    server: Server,
    events: mpsc::UnboundedSender<Bytes>,
    told: mpsc::UnboundedReceiver<(Instant, Told)>,
}

impl RuntimeApi {
    /// Listens on a free port.
    ///
    /// # Errors
    /// If there is none.
    pub async fn start() -> Result<Self> {
        let (events, waiting) = mpsc::unbounded_channel();
        let (tell, told) = mpsc::unbounded_channel();
        let api = Arc::new(Api { tell, waiting: Mutex::new(waiting) });
        let server = server::start(move |request| {
            let api = Arc::clone(&api);
            async move { api.answer(request).await }
        });
        Ok(Self { server: server.await?, events, told })
    }

    /// The address, for `AWS_LAMBDA_RUNTIME_API`.
    #[must_use]
    pub fn address(&self) -> String {
        self.server.address.to_string()
    }

    /// When the program asks for an event, at last.
    ///
    /// # Errors
    /// If it fails instead, or does nothing for a minute.
    pub async fn polled(&mut self) -> Result<Instant> {
        match self.next().await? {
            (at, Told::Polled) => Ok(at),
            (_, Told::Answered(_)) => bail!("it answers what nobody asked"),
            (_, Told::Failed(how)) => bail!("it failed: {how}"),
        }
    }

    /// Hands an event to a program that has asked for one; the time that it took, and its answer.
    ///
    /// # Errors
    /// If it fails instead, or does nothing for a minute.
    pub async fn call(&mut self, event: &Bytes) -> Result<(Duration, Bytes)> {
        let from = Instant::now();
        self.events.send(event.clone()).context("the server has stopped")?;
        match self.next().await? {
            (at, Told::Answered(answer)) => Ok((at - from, answer)),
            (_, Told::Polled) => bail!("it asks for the next event before it answers"),
            (_, Told::Failed(how)) => bail!("it failed: {how}"),
        }
    }

    async fn next(&mut self) -> Result<(Instant, Told)> {
        let told = tokio::time::timeout(TIMEOUT, self.told.recv()).await.context("the program does nothing")?;
        told.context("the server has stopped")
    }
}

struct Api {
    tell: mpsc::UnboundedSender<(Instant, Told)>,
    waiting: Mutex<mpsc::UnboundedReceiver<Bytes>>,
}

impl Api {
    async fn answer(&self, request: Request<Incoming>) -> Response<Full<Bytes>> {
        let path = request.uri().path().to_owned();
        if request.method() == Method::GET && path.ends_with("/invocation/next") {
            self.tell(Told::Polled);
            return match self.waiting.lock().await.recv().await {
                Some(event) => invocation(event),
                None => accepted(),
            };
        }
        let body = request.into_body().collect().await.map(http_body_util::Collected::to_bytes).unwrap_or_default();
        if path.ends_with("/response") {
            self.tell(Told::Answered(body));
        } else if path.ends_with("/error") {
            self.tell(Told::Failed(String::from_utf8_lossy(&body).into_owned()));
        }
        accepted()
    }

    fn tell(&self, told: Told) {
        // Nobody listens any more once the measurement is over.
        let _ = self.tell.send((Instant::now(), told));
    }
}

fn invocation(event: Bytes) -> Response<Full<Bytes>> {
    let deadline = now() + TIME_TO_ANSWER;
    let mut response = Response::new(Full::new(event));
    let headers = [
        ("lambda-runtime-aws-request-id", "b2b2f9a0-7d5e-4c1b-9f43-0c7c3c1e2d11".to_owned()),
        ("lambda-runtime-deadline-ms", deadline.as_millis().to_string()),
        ("lambda-runtime-invoked-function-arn", "arn:aws:lambda:eu-west-1:123456789012:function:bench".to_owned()),
        ("lambda-runtime-trace-id", "Root=1-6921a3c0-0a1b2c3d4e5f60718293a4b5;Sampled=0".to_owned()),
        ("content-type", "application/json".to_owned()),
    ];
    for (name, value) in headers {
        if let Ok(value) = value.parse() {
            response.headers_mut().insert(name, value);
        }
    }
    response
}

/// The time since 1970.
pub fn now() -> Duration {
    #[expect(clippy::disallowed_methods, reason = "a bench is about time")]
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default()
}

fn accepted() -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(Bytes::from_static(b"{\"status\":\"OK\"}")));
    *response.status_mut() = StatusCode::ACCEPTED;
    response
}
