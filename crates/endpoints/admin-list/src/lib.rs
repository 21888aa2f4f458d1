//! `GET /api/users` (admin document): lists users in pages, optionally by account id or type. Only for admins.

use usher_domain::DomainError;
use usher_domain::listing::Page;
use usher_domain::ports::{FindUser, ListUsers, VerifyAccessToken};
use usher_domain::use_cases::access::require_admin;
use usher_domain::use_cases::list::list;
use usher_lambda_kit::{Answer, Call, Endpoint, authenticate_bearer};
use usher_wire::admin::{self, ListQuery};

/// The endpoint and its ports.
#[derive(Debug)]
pub struct AdminList<Tokens, Users> {
    /// Verifies access tokens.
    pub tokens: Tokens,
    /// The user records.
    pub users: Users,
}

impl<Tokens: VerifyAccessToken, Users: FindUser + ListUsers> Endpoint for AdminList<Tokens, Users> {
    const ROUTE: &'static str = "GET /api/users";

    fn refusal(error: &DomainError) -> Answer {
        admin::query_refusal(error)
    }

    async fn answer(&self, call: &Call) -> Result<Answer, DomainError> {
        require_admin(&authenticate_bearer(call, &self.tokens, &self.users).await?.user)?;
        let query = ListQuery::read(call.query_parameters())?;
        if query.matches_no_user {
            return Ok(admin::listed(&Page { users: Vec::new(), next: None }));
        }
        list(&self.users, &query.filter, query.after, query.size).await.map(|page| admin::listed(&page))
    }
}
