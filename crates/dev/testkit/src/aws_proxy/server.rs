//! Accepts connections and forwards requests unchanged.

use std::convert::Infallible;
use std::error::Error;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use http_body_util::{BodyExt as _, Full};
use hyper::body::{Bytes, Incoming};
use hyper::service::service_fn;
use hyper::{Request, Response, client, server};
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
use tokio::time::sleep;

use super::call::AwsCall;
use super::fault::{self, FaultKind};
use super::meter::Meter;
use super::recorder::{Clock, Recorder};

/// So that `accept` does not spin while the process is out of file descriptors.
const PAUSE_AFTER_FAILED_ACCEPT: Duration = Duration::from_millis(50);

/// Longer than the timeout of any client.
const HOLD_TIMEOUT: Duration = Duration::from_mins(5);

/// Why a connection is closed without a response.
type NoAnswer = Box<dyn Error + Send + Sync>;

/// What the connections share.
#[derive(Debug)]
pub(super) struct Proxy {
    /// Where requests are forwarded to.
    pub upstream: SocketAddr,
    /// Records the calls.
    pub recorder: Arc<Recorder>,
    /// Requests the consumed capacity, if that is wanted.
    pub meter: Option<Meter>,
}

/// Accepts connections until the runtime is dropped.
pub(super) async fn serve(listener: TcpListener, proxy: Arc<Proxy>) -> Infallible {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => drop(tokio::spawn(connection(stream, Arc::clone(&proxy)))),
            Err(_) => sleep(PAUSE_AFTER_FAILED_ACCEPT).await,
        }
    }
}

/// Serves one connection until the client closes it or a response is withheld.
async fn connection(stream: TcpStream, proxy: Arc<Proxy>) {
    let answer = service_fn(move |request| answer(request, Arc::clone(&proxy)));
    let mut http = server::conn::http1::Builder::new();
    let http = http.preserve_header_case(true).auto_date_header(false);
    // An error here is a client that disconnected, or a withheld response.
    let _ = http.serve_connection(with_nodelay(stream), answer).await;
}

async fn answer(request: Request<Incoming>, proxy: Arc<Proxy>) -> Result<Response<Full<Bytes>>, NoAnswer> {
    let (mut head, body) = request.into_parts();
    let call = AwsCall::of(&head);
    let (fault, slot) = proxy.recorder.enter(call.clone());
    let _clock = Clock::start(&slot);
    let mut body = body.collect().await?.to_bytes();
    if let Some(meter) = &proxy.meter {
        body = meter.request_capacity(&mut head, body);
    }
    let answer = match fault {
        Some(FaultKind::Refused) => fault::refusal(&call, &head),
        Some(FaultKind::Throttled) => fault::throttling(&call, &head),
        Some(FaultKind::TimesOut) => {
            sleep(HOLD_TIMEOUT).await;
            return Err("a timeout is injected".into());
        }
        Some(FaultKind::AnswerLost) | None => forward(Request::from_parts(head, body), proxy.upstream).await?,
    };
    slot.answer(answer.status().as_u16(), answer.body().clone());
    if fault == Some(FaultKind::AnswerLost) {
        return Err("a lost response is injected".into());
    }
    Ok(answer.map(Full::new))
}

/// Uses a new connection for each request: upstream might close a kept one just when it is reused.
async fn forward(request: Request<Bytes>, upstream: SocketAddr) -> Result<Response<Bytes>, NoAnswer> {
    let stream = with_nodelay(TcpStream::connect(upstream).await?);
    let mut http = client::conn::http1::Builder::new();
    let (mut sender, connection) = http.preserve_header_case(true).handshake(stream).await?;
    drop(tokio::spawn(connection));
    let (head, body) = sender.send_request(request.map(Full::new)).await?.into_parts();
    Ok(Response::from_parts(head, body.collect().await?.to_bytes()))
}

/// Ignores an error: without `TCP_NODELAY` the socket is only slower.
fn with_nodelay(stream: TcpStream) -> TokioIo<TcpStream> {
    let _ = stream.set_nodelay(true);
    TokioIo::new(stream)
}
