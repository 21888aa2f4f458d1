//! `DELETE /user/{email}` (directory document): erases a user. Only the user and admins may; others get 403 whether or
//! not the user exists.

use usher_domain::DomainError;
use usher_domain::Email;
use usher_domain::ports::{FindUser, HideUser, RetireAdmin, StartErasure};
use usher_domain::session::TokenIssuer;
use usher_domain::use_cases::access::{Caller, ErasingSignIn, user_by_email};
use usher_domain::use_cases::erase;
use usher_lambda_kit::{Answer, Call, Endpoint, signed_in_caller};
use usher_wire::directory;

/// The endpoint and its ports.
#[derive(Debug)]
pub struct DirectoryDelete<Users, EraseUser> {
    /// The issuer of accepted access tokens.
    pub issuer: TokenIssuer,
    /// The sign-ins that allow an erasure.
    pub sign_in: ErasingSignIn,
    /// The user records.
    pub users: Users,
    /// The workflow `erase-user`.
    pub erase_user: EraseUser,
}

impl<Users, EraseUser> Endpoint for DirectoryDelete<Users, EraseUser>
where
    Users: FindUser + HideUser + RetireAdmin,
    EraseUser: StartErasure,
{
    const ROUTE: &'static str = "DELETE /user/{email}";

    fn refusal(error: &DomainError) -> Answer {
        directory::refusal(error)
    }

    async fn answer(&self, call: &Call) -> Result<Answer, DomainError> {
        let Caller { user: caller, claims } = signed_in_caller(call, &self.issuer, &self.users).await?;
        let email = call.path_parameter("email").and_then(|given| Email::parse(&given).ok());
        let user = user_by_email(&self.users, caller, email).await?;
        self.sign_in.require(&claims, call.now)?;
        let erasure = erase::begin(&self.erase_user, &self.users, &user, call.now).await?;
        Ok(directory::erasure_begun(&erasure))
    }
}
