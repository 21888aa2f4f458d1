//! `DELETE /user/delete` (account document): permanently erases the signed-in user from all stores.

use usher_domain::DomainError;
use usher_domain::erasure;
use usher_domain::ports::{FindUser, HideUser, NameErasure, RetireAdmin, StartErasure};
use usher_domain::session::TokenIssuer;
use usher_lambda_kit::{Answer, Call, Endpoint, signed_in_caller};
use usher_wire::account;

/// The endpoint and its ports.
#[derive(Debug)]
pub struct AccountDelete<Users, Names, EraseUser> {
    /// The issuer of accepted access tokens.
    pub issuer: TokenIssuer,
    /// The user records.
    pub users: Users,
    /// Derives erasure ids from user ids.
    pub names: Names,
    /// The workflow `erase-user`.
    pub erase_user: EraseUser,
}

impl<Users, Names, EraseUser> Endpoint for AccountDelete<Users, Names, EraseUser>
where
    Users: FindUser + HideUser + RetireAdmin,
    Names: NameErasure,
    EraseUser: StartErasure,
{
    const ROUTE: &'static str = "DELETE /user/delete";

    fn refusal(error: &DomainError) -> Answer {
        account::refusal(error)
    }

    async fn answer(&self, call: &Call) -> Result<Answer, DomainError> {
        let user = signed_in_caller(call, &self.issuer, &self.users).await?;
        let erasure = erasure::begin(&self.names, &self.erase_user, &self.users, &user, call.now).await?;
        Ok(account::erasure_begun(&erasure))
    }
}
