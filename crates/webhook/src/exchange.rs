//! One request, and of its answer the status and the headers.

use std::pin::pin;

use http::{HeaderMap, Request, StatusCode};
use http_body_util::Full;
use hyper::body::Bytes;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;

use crate::Refusal;
use crate::connection::Stream;

/// The most that is held of what a service sends: status line and headers have to fit, and the start of the body that
/// comes along with them is let go unread.
const RECEIVED_BYTES: usize = 16 * 1024;

/// Sends the request and waits for the head of the answer; hangs up as soon as it is there.
///
/// # Errors
/// [`Refusal::BrokenAnswer`]. It does not end by itself while the service keeps silent.
pub(crate) async fn head(
    stream: Box<dyn Stream>,
    request: Request<Full<Bytes>>,
) -> Result<(StatusCode, HeaderMap), Refusal> {
    let http = http1::Builder::new().max_buf_size(RECEIVED_BYTES).handshake(TokioIo::new(stream)).await;
    let (mut sender, connection) = http.map_err(|_| Refusal::BrokenAnswer)?;
    let mut answer = pin!(sender.send_request(request));
    let answer = tokio::select! {
        biased;
        answer = &mut answer => answer,
        // Nothing moves without it. When it ends, the answer is there or never will be.
        _ = connection => answer.await,
    };
    let (head, _) = answer.map_err(|_| Refusal::BrokenAnswer)?.into_parts();
    Ok((head.status, head.headers))
}
