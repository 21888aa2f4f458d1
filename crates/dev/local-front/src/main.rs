//! The local front: `http://localhost:8010` as the public address of the deployed API.
//!
//! The emulator serves an API under a host name that most clients do not resolve, or under a path that holds the API's
//! id, which changes whenever the API's definition does. This proxy puts that path before every request's own and
//! changes nothing else: method, path, percent-encoding, query and body go through as they came, streamed both ways.
//! Only the local stack uses it.

mod forward;
mod settings;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, Result};
use forward::Forward;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use settings::Settings;
use tokio::net::{TcpListener, TcpStream};

/// Long enough for the out-of-file-descriptors kind of failure to pass, short enough not to be noticed.
const PAUSE_AFTER_FAILED_ACCEPT: Duration = Duration::from_millis(50);

#[tokio::main]
async fn main() -> Result<()> {
    let settings = Settings::parse(std::env::args().skip(1))?;
    let listener =
        TcpListener::bind(settings.listen).await.with_context(|| format!("can't listen on {}", settings.listen))?;
    let forward = Arc::new(Forward::to(&settings)?);
    loop {
        match listener.accept().await {
            Ok((stream, peer)) => drop(tokio::spawn(serve(stream, peer, Arc::clone(&forward)))),
            Err(_) => tokio::time::sleep(PAUSE_AFTER_FAILED_ACCEPT).await,
        }
    }
}

/// Answers one connection's requests until the client closes it.
async fn serve(stream: TcpStream, peer: SocketAddr, forward: Arc<Forward>) {
    // Neither failure is ours to report: a socket without TCP_NODELAY is only slower, and a client may leave any time.
    let _ = stream.set_nodelay(true);
    let answer = service_fn(move |request| {
        let forward = Arc::clone(&forward);
        async move { forward.answer(request, peer.ip()).await }
    });
    let _ = http1::Builder::new().timer(TokioTimer::new()).serve_connection(TokioIo::new(stream), answer).await;
}
