//! Any other method on a path of the session document (seed 003): 405, and which methods the path takes. `OPTIONS` on the
//! paths of all documents comes here, too, and is answered as every function answers it.

use usher_domain::DomainError;
use usher_lambda_kit::{Answer, Call, Endpoint};
use usher_wire::session;

/// It needs nothing.
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
