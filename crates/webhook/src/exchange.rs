//! Sends one request and reads the status and the headers of the response.

use std::pin::pin;

use http::{HeaderMap, Request, StatusCode};
use http_body_util::Full;
use hyper::body::Bytes;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;

use crate::Refusal;
use crate::connection::Stream;

/// The size of the receive buffer. Status line and headers must fit; the body is not read.
const RECEIVED_BYTES: usize = 16 * 1024;

/// Sends the request, waits for the status and headers of the response, and closes the connection. It has no timeout;
/// the caller sets one.
///
/// # Errors
/// [`Refusal::BrokenAnswer`].
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
        // Drives the connection. Once it ends, the response has arrived or never will.
        _ = connection => answer.await,
    };
    let (head, _) = answer.map_err(|_| Refusal::BrokenAnswer)?.into_parts();
    Ok((head.status, head.headers))
}
