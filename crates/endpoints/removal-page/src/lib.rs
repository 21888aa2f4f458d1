//! `GET /user/remove`: the page that a mailed link opens. It posts the removal by itself; a GET alone removes nobody, so
//! that a mail scanner that follows the link without running its script does no harm.

use usher_domain::DomainError;
use usher_lambda_kit::{Answer, Call, Endpoint};
use usher_wire::removal::{RemoveBody, page};

/// It needs nothing.
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
