//! Endpoints: one shape for all of them.

use std::convert::Infallible;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use lambda_http::http::header::CONTENT_TYPE;
use lambda_http::{Body, Request, RequestExt, Response, service_fn};
use time::OffsetDateTime;
use usher_domain::DomainError;

use crate::deadline::{in_time, time_left};
use crate::log::RequestLine;
use crate::{Call, Running, StartUp};

/// What an endpoint answers, before the runtime wraps it.
pub type Answer = Response<Vec<u8>>;

/// One method on one path.
pub trait Endpoint: Send + Sync {
    /// The method and the path as `template.yaml` has them, for the log: `GET /user/{email}`.
    const ROUTE: &'static str;

    /// The dialect's answer to an error.
    fn refusal(error: &DomainError) -> Answer;

    /// The answer to an error for whoever made this call; only a document that answers people with pages, and programs with
    /// JSON, has another one than [`Self::refusal`].
    #[must_use]
    fn refusal_to(_: &Call, error: &DomainError) -> Answer {
        Self::refusal(error)
    }

    /// Does what the caller asks for.
    fn answer(&self, call: &Call) -> impl Future<Output = Result<Answer, DomainError>> + Send;
}

/// Serves an endpoint until the Lambda service ends the process.
///
/// # Errors
/// If the Runtime API cannot be reached.
pub async fn serve(endpoint: impl Endpoint) -> StartUp {
    let endpoint = &endpoint;
    let is_first = &AtomicBool::new(true);
    lambda_http::run(service_fn(move |request: Request| {
        let answer: Running<'_, _> =
            Box::pin(respond(endpoint, request, crate::now(), is_first.swap(false, Ordering::Relaxed)));
        async move { Ok::<_, Infallible>(answer.await) }
    }))
    .await
}

/// Answers one request that came in at `now`, and writes its line to the log.
pub async fn respond<E: Endpoint>(
    endpoint: &E,
    request: Request,
    now: OffsetDateTime,
    cold_start: bool,
) -> Response<Body> {
    let started = Instant::now();
    let time_left = request.lambda_context_ref().and_then(|context| time_left(context.deadline, now));
    let call = Call::new(request, now);
    let (answer, error) = match in_time(time_left, endpoint.answer(&call)).await {
        Ok(answer) => (answer, None),
        Err(error) => (E::refusal_to(&call, &error), Some(error)),
    };
    RequestLine {
        time: call.now,
        request_id: &call.request_id,
        route: E::ROUTE,
        status: Some(answer.status().as_u16()),
        duration: started.elapsed(),
        cold_start,
        error: error.as_ref(),
        warning: call.warning(),
    }
    .write();
    wrapped(answer)
}

/// Hands JSON over as text, and everything else in base64.
fn wrapped(answer: Answer) -> Response<Body> {
    let is_text = answer.headers().get(CONTENT_TYPE).is_none_or(|kind| kind.as_bytes() == b"application/json");
    answer.map(|bytes| match String::from_utf8(bytes) {
        Ok(text) if is_text => Body::Text(text),
        Ok(text) => Body::Binary(text.into_bytes()),
        Err(error) => Body::Binary(error.into_bytes()),
    })
}
