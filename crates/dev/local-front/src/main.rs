//! The local front: a proxy that serves the deployed API at `http://localhost:8010`.
//!
//! The emulator serves an API under a host name that most clients cannot resolve, or under a path with the API's id,
//! which changes with the API's definition. This proxy adds that path as a prefix. Method, path, query and body reach
//! the function unchanged; bodies are streamed. Only the local stack uses it.

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

/// The pause after a failed accept, such as for a lack of file descriptors, so that the loop does not spin.
const ACCEPT_RETRY_INTERVAL: Duration = Duration::from_millis(50);

#[tokio::main]
async fn main() -> Result<()> {
    let settings = Settings::parse(std::env::args().skip(1))?;
    let listener =
        TcpListener::bind(settings.listen).await.with_context(|| format!("can't listen on {}", settings.listen))?;
    let forward = Arc::new(Forward::to(&settings)?);
    loop {
        match listener.accept().await {
            Ok((stream, peer)) => drop(tokio::spawn(serve(stream, peer, Arc::clone(&forward)))),
            Err(_) => tokio::time::sleep(ACCEPT_RETRY_INTERVAL).await,
        }
    }
}

/// Serves the requests of one connection until the client closes it.
async fn serve(stream: TcpStream, peer: SocketAddr, forward: Arc<Forward>) {
    // Errors are ignored: a socket without TCP_NODELAY is only slower, and a client may disconnect at any time.
    let _ = stream.set_nodelay(true);
    let answer = service_fn(move |request| {
        let forward = Arc::clone(&forward);
        async move { forward.answer(request, peer.ip()).await }
    });
    let _ = http1::Builder::new().timer(TokioTimer::new()).serve_connection(TokioIo::new(stream), answer).await;
}
