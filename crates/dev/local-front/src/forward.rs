//! One request to the emulator and its answer back.

use std::convert::Infallible;
use std::net::IpAddr;
use std::time::Duration;

use anyhow::{Context as _, Result};
use http_body_util::{Either, Full};
use hyper::body::{Bytes, Incoming};
use hyper::header::{self, HeaderMap, HeaderName, HeaderValue};
use hyper::{Request, Response, StatusCode, Uri};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use tokio::sync::Semaphore;

use crate::settings::Settings;

/// Below the emulator's own 75 seconds, so that no request goes out on a connection that it is just closing.
const IDLE_CONNECTION: Duration = Duration::from_secs(30);

/// How many requests the emulator works on at a time; the others wait here. It is one Python process, and what it does
/// at once slows everything down out of proportion: of 50 registrations each is answered within 4 s, of 200 none in 28.
const AT_ONCE: usize = 32;

/// Headers that speak about one connection and so end here (RFC 9110, section 7.6.1); `Host` and `Expect` are ours too.
const NOT_FORWARDED: [HeaderName; 9] = [
    header::CONNECTION,
    header::PROXY_AUTHENTICATE,
    header::PROXY_AUTHORIZATION,
    header::TE,
    header::TRAILER,
    header::TRANSFER_ENCODING,
    header::UPGRADE,
    header::HOST,
    header::EXPECT,
];
const KEEP_ALIVE: HeaderName = HeaderName::from_static("keep-alive");
const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
const X_FORWARDED_PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");

const EMULATOR_DOWN: &str = r#"{"message":"The local stack's emulator does not answer; `cargo xtask up` starts it."}"#;

type Answer = Response<Either<Incoming, Full<Bytes>>>;

/// Where requests go, and the connections kept open to there.
pub struct Forward {
    client: Client<HttpConnector, Incoming>,
    turns: Semaphore,
    prefix: String,
}

impl Forward {
    /// Forwards to the stage that the settings name.
    pub fn to(settings: &Settings) -> Result<Self> {
        let Settings { upstream, api_id, stage, .. } = settings;
        let prefix = format!("http://{upstream}/_aws/execute-api/{api_id}/{stage}");
        let _: Uri = prefix.parse().with_context(|| format!("{prefix} is no address to forward to"))?;
        let mut connector = HttpConnector::new();
        connector.set_nodelay(true);
        let client = Client::builder(TokioExecutor::new())
            .pool_timer(TokioTimer::new())
            .pool_idle_timeout(IDLE_CONNECTION)
            .build(connector);
        Ok(Self { client, turns: Semaphore::new(AT_ONCE), prefix })
    }

    /// The emulator's answer, or 502 when there is none.
    pub async fn answer(&self, request: Request<Incoming>, peer: IpAddr) -> Result<Answer, Infallible> {
        let Ok(request) = self.rewrite(request, peer) else {
            return Ok(sentence(StatusCode::BAD_REQUEST, r#"{"message":"This path can't be forwarded."}"#));
        };
        // The semaphore is never closed, so that a turn always comes.
        let _turn = self.turns.acquire().await;
        Ok(match self.client.request(request).await {
            Ok(mut response) => {
                strip(response.headers_mut());
                response.map(Either::Left)
            }
            Err(_) => sentence(StatusCode::BAD_GATEWAY, EMULATOR_DOWN),
        })
    }

    fn rewrite(&self, mut request: Request<Incoming>, peer: IpAddr) -> Result<Request<Incoming>> {
        *request.uri_mut() = self.target(request.uri()).parse()?;
        let headers = request.headers_mut();
        strip(headers);
        // Set, never appended to: the emulator takes the first address for the caller's, so a client could name any.
        headers.insert(X_FORWARDED_FOR, peer.to_string().parse()?);
        headers.insert(X_FORWARDED_PROTO, HeaderValue::from_static("http"));
        // Whoever names no media type takes any (RFC 9110 section 12.5.1). Without the header the emulator would hand a
        // picture out in base64.
        headers.entry(header::ACCEPT).or_insert(HeaderValue::from_static("*/*"));
        Ok(request)
    }

    /// The path goes out encoded once more. The emulator decodes it before it matches it and hands it to the function;
    /// API Gateway does neither, and so a function gets what it would get on AWS.
    fn target(&self, uri: &Uri) -> String {
        let path = uri.path().replace('%', "%25");
        let slash = if path.starts_with('/') { "" } else { "/" };
        let query = uri.query().map_or_else(String::new, |query| format!("?{query}"));
        format!("{}{slash}{path}{query}", self.prefix)
    }
}

/// Removes the headers of this one connection, those that `Connection` names included.
fn strip(headers: &mut HeaderMap) {
    let named: Vec<HeaderName> = headers
        .get_all(header::CONNECTION)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .filter_map(|name| name.trim().parse().ok())
        .collect();
    for name in NOT_FORWARDED.iter().chain(&named).chain([&KEEP_ALIVE]) {
        headers.remove(name);
    }
}

fn sentence(status: StatusCode, json: &'static str) -> Answer {
    let mut response = Response::new(Either::Right(Full::new(Bytes::from_static(json.as_bytes()))));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

#[cfg(test)]
mod tests {
    use super::{Forward, HeaderMap, strip};
    use crate::settings::Settings;

    #[test]
    fn a_function_sees_the_path_as_it_came() {
        let settings = ["--listen", "127.0.0.1:1", "--upstream", "127.0.0.1:2", "--api-id", "a", "--stage", "live"];
        let settings = Settings::parse(settings.map(String::from).into_iter()).expect("complete");
        let forward = Forward::to(&settings).expect("an address");
        for (from, to) in [
            ("/user/a%40b.c/", "/user/a%2540b.c/"),
            ("/a%2Fb?x=%2F&y=a+b", "/a%252Fb?x=%2F&y=a+b"),
            ("http://localhost:8010/a?", "/a?"),
            ("*", "/*"),
        ] {
            let target = forward.target(&from.parse().expect("a path"));
            assert_eq!(target, format!("http://127.0.0.1:2/_aws/execute-api/a/live{to}"));
        }
    }

    #[test]
    fn headers_of_one_connection_are_not_forwarded() {
        let mut headers = HeaderMap::new();
        for (name, value) in [
            ("connection", "close, X-Hop"),
            ("keep-alive", "timeout=5"),
            ("transfer-encoding", "chunked"),
            ("x-hop", "1"),
            ("authorization", "Bearer t"),
            ("content-length", "3"),
        ] {
            headers.insert(name, value.parse().expect("a header value"));
        }
        strip(&mut headers);
        let mut left: Vec<&str> = headers.keys().map(hyper::header::HeaderName::as_str).collect();
        left.sort_unstable();
        assert_eq!(left, ["authorization", "content-length"]);
    }
}
