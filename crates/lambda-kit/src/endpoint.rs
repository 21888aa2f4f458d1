//! Endpoints: one shape for all of them.

use std::borrow::Cow;
use std::convert::Infallible;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use lambda_http::http::Method;
use lambda_http::{Body, Request, RequestExt, Response, service_fn};
use time::OffsetDateTime;
use usher_domain::DomainError;

use crate::deadline::{in_time, time_left};
use crate::log::RequestLine;
use crate::panic::end_after_panic;
use crate::{Call, Running, Site, StartUp, config};

/// What an endpoint answers, before the runtime wraps it.
pub type Answer = Response<Vec<u8>>;

/// How long the body of a request may be, in bytes, unless it may hold a picture.
pub const MAX_BODY: usize = 64 * 1024;

/// More than a picture of 5 MB in base64, and more than Lambda hands over.
pub const MAX_BODY_WITH_PICTURE: usize = 8 * 1024 * 1024;

/// One method on one path; `GET` stands for `HEAD`, too.
pub trait Endpoint: Send + Sync {
    /// The method and the path as `template.yaml` has them, for the log: `GET /user/{email}`.
    const ROUTE: &'static str;

    /// How long a body may be. A longer one is refused with [`DomainError::BodyTooLarge`] before it is read. An endpoint
    /// that takes more has to see to it itself that only a picture is that long.
    const MAX_BODY: usize = MAX_BODY;

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
    serve_any(&endpoint).await
}

/// The same for any endpoint, so that what every function links is compiled once, with this crate.
async fn serve_any(endpoint: &dyn AnyEndpoint) -> StartUp {
    end_after_panic();
    let site = &config::site();
    let is_first = &AtomicBool::new(true);
    lambda_http::run(service_fn(move |request: Request| {
        let answer: Running<'_, _> =
            Box::pin(respond_any(endpoint, site, request, crate::now(), is_first.swap(false, Ordering::Relaxed)));
        async move { Ok::<_, Infallible>(answer.await) }
    }))
    .await
}

/// Answers one request that came in at `now`, and writes its line to the log.
///
/// `OPTIONS` is answered here for every endpoint, and `HEAD` as `GET` is, without the body.
pub async fn respond<E: Endpoint>(
    endpoint: &E,
    site: &Site,
    request: Request,
    now: OffsetDateTime,
    cold_start: bool,
) -> Response<Body> {
    respond_any(endpoint, site, request, now, cold_start).await
}

/// An endpoint with its type erased.
trait AnyEndpoint: Send + Sync {
    fn route(&self) -> &'static str;
    fn max_body(&self) -> usize;
    fn refusal_to(&self, call: &Call, error: &DomainError) -> Answer;
    fn run<'a>(&'a self, call: &'a Call) -> Running<'a, Result<Answer, DomainError>>;
}

impl<E: Endpoint> AnyEndpoint for E {
    fn route(&self) -> &'static str {
        E::ROUTE
    }

    fn max_body(&self) -> usize {
        E::MAX_BODY
    }

    fn refusal_to(&self, call: &Call, error: &DomainError) -> Answer {
        E::refusal_to(call, error)
    }

    fn run<'a>(&'a self, call: &'a Call) -> Running<'a, Result<Answer, DomainError>> {
        Box::pin(self.answer(call))
    }
}

async fn respond_any(
    endpoint: &dyn AnyEndpoint,
    site: &Site,
    request: Request,
    now: OffsetDateTime,
    cold_start: bool,
) -> Response<Body> {
    let started = Instant::now();
    let time_left = request.lambda_context_ref().and_then(|context| time_left(context.deadline, now));
    let call = Call::new(request, now);
    let (answer, error) = if call.method() == Method::OPTIONS.as_str() {
        (site.origins.preflight(&call), None)
    } else {
        match in_time(time_left, answer_to(endpoint, &call)).await {
            Ok(answer) => (answer, None),
            Err(error) => (endpoint.refusal_to(&call, &error), Some(error)),
        }
    };
    RequestLine {
        time: call.now,
        request_id: &call.request_id,
        route: &route(endpoint.route(), &call),
        status: Some(answer.status().as_u16()),
        duration: started.elapsed(),
        cold_start,
        error: error.as_ref(),
        warning: call.warning(),
    }
    .write();
    site.complete(&call, answer)
}

/// Nothing of a body that is too large is read.
async fn answer_to(endpoint: &dyn AnyEndpoint, call: &Call) -> Result<Answer, DomainError> {
    if call.body().len() > endpoint.max_body() {
        return Err(DomainError::BodyTooLarge);
    }
    endpoint.run(call).await
}

/// The route for the log: the endpoint's own, but for the methods that no endpoint is named after.
fn route(own: &'static str, call: &Call) -> Cow<'static, str> {
    let method = call.method();
    let is_own = method != Method::HEAD.as_str() && method != Method::OPTIONS.as_str();
    match call.resource() {
        Some(resource) if !is_own => Cow::Owned(format!("{method} {resource}")),
        _ => Cow::Borrowed(own),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    /// Reads nothing, and says whether it was asked.
    struct Deaf;

    impl Endpoint for Deaf {
        const ROUTE: &'static str = "POST /deaf";

        fn refusal(error: &DomainError) -> Answer {
            Response::new(error.name().into())
        }

        async fn answer(&self, _: &Call) -> Result<Answer, DomainError> {
            Ok(Response::new(b"asked".to_vec()))
        }
    }

    /// The same for bodies with pictures.
    struct Seeing;

    impl Endpoint for Seeing {
        const ROUTE: &'static str = "POST /seeing";
        const MAX_BODY: usize = MAX_BODY_WITH_PICTURE;

        fn refusal(error: &DomainError) -> Answer {
            Deaf::refusal(error)
        }

        async fn answer(&self, call: &Call) -> Result<Answer, DomainError> {
            Deaf.answer(call).await
        }
    }

    async fn answered<E: Endpoint>(endpoint: &E, length: usize) -> String {
        let request = Request::new(Body::Binary(vec![b' '; length]));
        let answer = respond(endpoint, &Site::default(), request, datetime!(2026-11-22 12:00 UTC), false).await;
        String::from_utf8(answer.into_body().to_vec()).unwrap_or_default()
    }

    #[tokio::test]
    async fn a_long_body_is_refused_before_it_is_read() {
        assert_eq!(answered(&Deaf, MAX_BODY).await, "asked");
        assert_eq!(answered(&Deaf, MAX_BODY + 1).await, "BodyTooLarge");
    }

    #[tokio::test]
    async fn a_body_that_may_hold_a_picture_is_longer() {
        assert_eq!(answered(&Seeing, MAX_BODY_WITH_PICTURE).await, "asked");
        assert_eq!(answered(&Seeing, MAX_BODY_WITH_PICTURE + 1).await, "BodyTooLarge");
    }
}
