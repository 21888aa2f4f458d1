//! `GET /user/remove`: the page that the mailed link opens. A script on the page posts the removal. The `GET` itself
//! has no effect, since mail scanners follow links, too.

use usher_domain::DomainError;
use usher_lambda_kit::{Answer, Call, Endpoint};
use usher_wire::removal::{RemoveBody, page};

/// The endpoint. It has no ports.
#[derive(Debug)]
pub struct RemovalPage;

impl Endpoint for RemovalPage {
    const ROUTE: &'static str = "GET /user/remove";

    fn refusal(error: &DomainError) -> Answer {
        page::refusal(error)
    }

    async fn answer(&self, call: &Call) -> Result<Answer, DomainError> {
        let RemoveBody { user_id, token } = RemoveBody::from_parameters(|name| call.query_parameter(name))?;
        Ok(page::confirm(&user_id, &token))
    }
}
