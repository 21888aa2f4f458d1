//! `GET /user/{email}` (directory document): a user's record. Only the user and admins may read it; others get 403
//! whether or not the user exists.

use usher_domain::ports::FindUser;
use usher_domain::session::TokenIssuer;
use usher_domain::use_cases::access::user_by_email;
use usher_domain::{DomainError, Email};
use usher_lambda_kit::{Answer, Call, Endpoint, signed_in_caller};
use usher_wire::directory;

/// The endpoint and its ports.
#[derive(Debug)]
pub struct DirectoryGet<Users> {
    /// The issuer of accepted access tokens.
    pub issuer: TokenIssuer,
    /// The user records.
    pub users: Users,
}

impl<Users: FindUser> Endpoint for DirectoryGet<Users> {
    const ROUTE: &'static str = "GET /user/{email}";

    fn refusal(error: &DomainError) -> Answer {
        directory::refusal(error)
    }

    async fn answer(&self, call: &Call) -> Result<Answer, DomainError> {
        let caller = signed_in_caller(call, &self.issuer, &self.users).await?.user;
        let email = call.path_parameter("email").and_then(|given| Email::parse(&given).ok());
        let user = user_by_email(&self.users, caller, email).await?;
        Ok(directory::found(&user))
    }
}
