//! Forwards a request to the emulator, and returns its response.

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

/// Below the emulator's 75 seconds, so that no request uses a connection that the emulator is closing.
const IDLE_TIMEOUT: Duration = Duration::from_secs(30);

/// The maximum number of concurrent requests to the emulator; others wait here. It is one Python process, which slows
/// down disproportionately: it responds to each of 50 concurrent registrations within 4 s, and to none of 200 within 28
/// s.
const MAX_CONCURRENT_REQUESTS: usize = 32;

/// Hop-by-hop headers (RFC 9110, section 7.6.1), and `Host` and `Expect`, which the proxy sets or handles itself.
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

const EMULATOR_DOWN: &str = r#"{"message":"The local stack's emulator does not respond; `cargo xtask up` starts it."}"#;

type Answer = Response<Either<Incoming, Full<Bytes>>>;

/// The stage to which requests are forwarded, with a pool of connections to it.
pub struct Forward {
    client: Client<HttpConnector, Incoming>,
    slots: Semaphore,
    prefix: String,
}

impl Forward {
    /// Forwards to the stage in the settings.
    pub fn to(settings: &Settings) -> Result<Self> {
        let Settings { upstream, api_id, stage, .. } = settings;
        let prefix = format!("http://{upstream}/_aws/execute-api/{api_id}/{stage}");
        let _: Uri = prefix.parse().with_context(|| format!("{prefix} is not a valid URL to forward to"))?;
        let mut connector = HttpConnector::new();
        connector.set_nodelay(true);
        let client = Client::builder(TokioExecutor::new())
            .pool_timer(TokioTimer::new())
            .pool_idle_timeout(IDLE_TIMEOUT)
            .build(connector);
        Ok(Self { client, slots: Semaphore::new(MAX_CONCURRENT_REQUESTS), prefix })
    }

    /// The emulator's response, or 502 if there is none.
    pub async fn answer(&self, request: Request<Incoming>, peer: IpAddr) -> Result<Answer, Infallible> {
        let Ok(request) = self.rewrite(request, peer) else {
            return Ok(json_response(StatusCode::BAD_REQUEST, r#"{"message":"This path can't be forwarded."}"#));
        };
        // Never an error, since the semaphore is never closed.
        let _slot = self.slots.acquire().await;
        Ok(match self.client.request(request).await {
            Ok(mut response) => {
                strip_hop_by_hop(response.headers_mut());
                response.map(Either::Left)
            }
            Err(_) => json_response(StatusCode::BAD_GATEWAY, EMULATOR_DOWN),
        })
    }

    fn rewrite(&self, mut request: Request<Incoming>, peer: IpAddr) -> Result<Request<Incoming>> {
        *request.uri_mut() = self.target(request.uri()).parse()?;
        let headers = request.headers_mut();
        strip_hop_by_hop(headers);
        // Replaced, not appended to: the emulator uses the first address, which a client could forge.
        headers.insert(X_FORWARDED_FOR, peer.to_string().parse()?);
        headers.insert(X_FORWARDED_PROTO, HeaderValue::from_static("http"));
        // A client without this header accepts any media type (RFC 9110 section 12.5.1), but the emulator would return
        // pictures in base64.
        headers.entry(header::ACCEPT).or_insert(HeaderValue::from_static("*/*"));
        Ok(request)
    }

    /// The URL at the emulator, with the path percent-encoded again: unlike API Gateway, the emulator decodes the path
    /// before it matches it and passes it to the function.
    fn target(&self, uri: &Uri) -> String {
        let path = uri.path().replace('%', "%25");
        let slash = if path.starts_with('/') { "" } else { "/" };
        let query = uri.query().map_or_else(String::new, |query| format!("?{query}"));
        format!("{}{slash}{path}{query}", self.prefix)
    }
}

/// Removes hop-by-hop headers, including those that `Connection` names.
fn strip_hop_by_hop(headers: &mut HeaderMap) {
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

fn json_response(status: StatusCode, json: &'static str) -> Answer {
    let mut response = Response::new(Either::Right(Full::new(Bytes::from_static(json.as_bytes()))));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

#[cfg(test)]
mod tests {
    use super::{Forward, HeaderMap, strip_hop_by_hop};
    use crate::settings::Settings;

    #[test]
    fn path_reaches_the_function_unchanged() {
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
    fn hop_by_hop_headers_are_not_forwarded() {
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
        strip_hop_by_hop(&mut headers);
        let mut left: Vec<&str> = headers.keys().map(hyper::header::HeaderName::as_str).collect();
        left.sort_unstable();
        assert_eq!(left, ["authorization", "content-length"]);
    }
}
