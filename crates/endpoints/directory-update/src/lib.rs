//! `PUT /user/{email}` (directory document): changes a user's address, name or password, through the workflow
//! `update-user`. Only the user and admins may; others get 403 whether or not the user exists.

use usher_domain::ports::{FindUser, UpdateUser};
use usher_domain::session::TokenIssuer;
use usher_domain::use_cases::access::{Caller, user_by_email};
use usher_domain::{DomainError, Email};
use usher_lambda_kit::{Answer, Call, Endpoint, signed_in_caller};
use usher_wire::directory::{self, UserBody};

/// The endpoint and its ports.
#[derive(Debug)]
pub struct DirectoryUpdate<Users, Updates> {
    /// The issuer of accepted access tokens.
    pub issuer: TokenIssuer,
    /// The user records.
    pub users: Users,
    /// The workflow `update-user`.
    pub update_user: Updates,
}

impl<Users: FindUser, Updates: UpdateUser> Endpoint for DirectoryUpdate<Users, Updates> {
    const ROUTE: &'static str = "PUT /user/{email}";

    fn refusal(error: &DomainError) -> Answer {
        directory::refusal(error)
    }

    async fn answer(&self, call: &Call) -> Result<Answer, DomainError> {
        let Caller { user: caller, claims } = signed_in_caller(call, &self.issuer, &self.users).await?;
        let email = call.path_parameter("email").and_then(|given| Email::parse(&given).ok());
        let user = user_by_email(&self.users, caller, email).await?;
        let body = UserBody::read(call.body());
        let update = body.update(&user)?.keeping(&claims, &user);
        let user = self.update_user.update(&user, &update, call.now).await?;
        Ok(directory::updated(&user))
    }
}
