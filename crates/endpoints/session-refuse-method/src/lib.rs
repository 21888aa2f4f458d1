//! Any other method on a path of the session document: 405 with the allowed methods. `OPTIONS` on the paths of all
//! documents is routed here, too, and answered by `usher_lambda_kit` as in every function.

use usher_domain::DomainError;
use usher_lambda_kit::{Answer, Call, Endpoint};
use usher_wire::session;

/// The endpoint. It has no ports.
#[derive(Debug)]
pub struct SessionRefuseMethod;

impl Endpoint for SessionRefuseMethod {
    const ROUTE: &'static str = "ANY /api/user/…";

    fn refusal(error: &DomainError) -> Answer {
        session::refusal(error)
    }

    async fn answer(&self, call: &Call) -> Result<Answer, DomainError> {
        Ok(session::method_not_allowed(call.method(), call.resource().unwrap_or_default()))
    }
}
