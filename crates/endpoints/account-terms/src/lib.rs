//! `GET /user/terms` (account document): the terms of service and the privacy policy in force, for everyone. Users read
//! them before they have an account.

use usher_domain::DomainError;
use usher_domain::terms::{Terms, TermsContent};
use usher_lambda_kit::{Answer, Call, Endpoint};
use usher_wire::account::{self, TermsDocument};

/// The endpoint. It has no ports.
#[derive(Debug)]
pub struct AccountTerms {
    document: TermsDocument,
}

impl AccountTerms {
    /// The endpoint for these texts.
    #[must_use]
    pub fn new(terms: &Terms, content: &TermsContent) -> Self {
        Self { document: TermsDocument::new(terms, content) }
    }
}

impl Endpoint for AccountTerms {
    const ROUTE: &'static str = "GET /user/terms";

    fn refusal(error: &DomainError) -> Answer {
        account::refusal(error)
    }

    async fn answer(&self, call: &Call) -> Result<Answer, DomainError> {
        Ok(self.document.respond(call.list_header("if-none-match").as_deref()))
    }
}
