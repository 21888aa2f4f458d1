//! The trait of all endpoints, and the loop that serves one.

use std::borrow::Cow;
use std::convert::Infallible;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use lambda_http::http::Method;
use lambda_http::{Body, Request, RequestExt, Response, service_fn};
use time::OffsetDateTime;
use usher_domain::DomainError;

use crate::deadline::{time_left, with_timeout};
use crate::log::RequestLine;
use crate::panic::abort_on_panic;
use crate::{Answer, BoxFuture, Call, Site, StartUp, config};

/// The maximum length of a request body without a picture, in bytes.
pub const MAX_BODY: usize = 64 * 1024;

/// The maximum length of a request body with a picture, in bytes: more than 5 MB in base64, and more than Lambda's 6
/// MB.
pub const MAX_BODY_WITH_PICTURE: usize = 8 * 1024 * 1024;

/// One method on one path; `GET` includes `HEAD`.
pub trait Endpoint: Send + Sync {
    /// The method and the path as in `template.yaml`, for the log: `GET /user/{email}`.
    const ROUTE: &'static str;

    /// The maximum length of a body, in bytes. A longer one is refused with [`DomainError::BodyTooLarge`] before it is
    /// parsed. An endpoint with a higher limit must itself limit everything but the picture.
    const MAX_BODY: usize = MAX_BODY;

    /// The dialect's response to an error.
    fn refusal(error: &DomainError) -> Answer;

    /// The response to an error of this call. Only an endpoint that answers browsers with pages and other clients with
    /// JSON overrides it.
    #[must_use]
    fn refusal_to(_: &Call, error: &DomainError) -> Answer {
        Self::refusal(error)
    }

    /// Handles the call.
    ///
    /// # Errors
    /// Any [`DomainError`]; [`Self::refusal_to`] turns it into the response.
    fn answer(&self, call: &Call) -> impl Future<Output = Result<Answer, DomainError>> + Send;
}

/// Serves an endpoint until the Lambda service ends the process.
///
/// # Errors
/// If the Runtime API cannot be reached.
pub async fn serve(endpoint: impl Endpoint) -> StartUp {
    serve_any(&endpoint).await
}

/// Not generic, so that it is compiled once, with this crate, and not again for each function.
async fn serve_any(endpoint: &dyn AnyEndpoint) -> StartUp {
    abort_on_panic();
    let site = &config::site();
    let is_first = &AtomicBool::new(true);
    lambda_http::run(service_fn(move |request: Request| {
        let answer: BoxFuture<'_, _> =
            Box::pin(respond_any(endpoint, site, request, crate::now(), is_first.swap(false, Ordering::Relaxed)));
        async move { Ok::<_, Infallible>(answer.await) }
    }))
    .await
}

/// Answers one request that came in at `now`, and writes its line to the log.
///
/// `OPTIONS` is answered here for every endpoint, and `HEAD` like `GET`, without the body.
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
    fn run<'a>(&'a self, call: &'a Call) -> BoxFuture<'a, Result<Answer, DomainError>>;
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

    fn run<'a>(&'a self, call: &'a Call) -> BoxFuture<'a, Result<Answer, DomainError>> {
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
        match with_timeout(time_left, answer_to(endpoint, &call)).await {
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

async fn answer_to(endpoint: &dyn AnyEndpoint, call: &Call) -> Result<Answer, DomainError> {
    if call.body().len() > endpoint.max_body() {
        return Err(DomainError::BodyTooLarge);
    }
    endpoint.run(call).await
}

/// The route for the log: the endpoint's own, except for `HEAD` and `OPTIONS`, which every endpoint answers.
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

    /// Answers without parsing anything.
    struct Small;

    impl Endpoint for Small {
        const ROUTE: &'static str = "POST /small";

        fn refusal(error: &DomainError) -> Answer {
            Response::new(error.name().into())
        }

        async fn answer(&self, _: &Call) -> Result<Answer, DomainError> {
            Ok(Response::new(b"answered".to_vec()))
        }
    }

    /// The same for bodies with pictures.
    struct WithPicture;

    impl Endpoint for WithPicture {
        const ROUTE: &'static str = "POST /with-picture";
        const MAX_BODY: usize = MAX_BODY_WITH_PICTURE;

        fn refusal(error: &DomainError) -> Answer {
            Small::refusal(error)
        }

        async fn answer(&self, call: &Call) -> Result<Answer, DomainError> {
            Small.answer(call).await
        }
    }

    async fn answered<E: Endpoint>(endpoint: &E, length: usize) -> String {
        let request = Request::new(Body::Binary(vec![b' '; length]));
        let answer = respond(endpoint, &Site::default(), request, datetime!(2026-11-22 12:00 UTC), false).await;
        String::from_utf8(answer.into_body().to_vec()).unwrap_or_default()
    }

    #[tokio::test]
    async fn a_long_body_is_refused_before_it_is_read() {
        assert_eq!(answered(&Small, MAX_BODY).await, "answered");
        assert_eq!(answered(&Small, MAX_BODY + 1).await, "BodyTooLarge");
    }

    #[tokio::test]
    async fn endpoint_with_pictures_takes_longer_bodies() {
        assert_eq!(answered(&WithPicture, MAX_BODY_WITH_PICTURE).await, "answered");
        assert_eq!(answered(&WithPicture, MAX_BODY_WITH_PICTURE + 1).await, "BodyTooLarge");
    }
}
