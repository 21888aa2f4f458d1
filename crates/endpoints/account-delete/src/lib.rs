//! `DELETE /user/delete` (account document): permanently erases the signed-in user from all stores.

use usher_domain::DomainError;
use usher_domain::ports::{FindUser, HideUser, RetireAdmin, StartErasure};
use usher_domain::session::TokenIssuer;
use usher_domain::use_cases::access::{Caller, ErasingSignIn};
use usher_domain::use_cases::erase;
use usher_lambda_kit::{Answer, Call, Endpoint, signed_in_caller};
use usher_wire::account;

/// The endpoint and its ports.
#[derive(Debug)]
pub struct AccountDelete<Users, EraseUser> {
    /// The issuer of accepted access tokens.
    pub issuer: TokenIssuer,
    /// The sign-ins that allow an erasure.
    pub sign_in: ErasingSignIn,
    /// The user records.
    pub users: Users,
    /// The workflow `erase-user`.
    pub erase_user: EraseUser,
}

impl<Users, EraseUser> Endpoint for AccountDelete<Users, EraseUser>
where
    Users: FindUser + HideUser + RetireAdmin,
    EraseUser: StartErasure,
{
    const ROUTE: &'static str = "DELETE /user/delete";

    fn refusal(error: &DomainError) -> Answer {
        account::refusal(error)
    }

    async fn answer(&self, call: &Call) -> Result<Answer, DomainError> {
        let Caller { user, claims } = signed_in_caller(call, &self.issuer, &self.users).await?;
        self.sign_in.require(&claims, call.now)?;
        let erasure = erase::begin(&self.erase_user, &self.users, &user, call.now).await?;
        Ok(account::erasure_begun(&erasure))
    }
}
